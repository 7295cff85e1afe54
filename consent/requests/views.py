"""What a person is asked: the lists, and one request in full."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consent.participants.access import (
    ParticipantRequest,
    chooser_required,
    participant_required,
)
from consent.preferences.queries import choices_of, current
from consent.requests import picking, presenters, queries, services, wording
from consent.requests.forms import TALK, AnswerForm, faults_of
from consent.requests.models import Asking

PAGE_SIZE = 20


@require_safe
@participant_required
def inbox(request: ParticipantRequest) -> HttpResponse:
    """List requests: those that wait, those that were answered, those that ended."""
    here = request.GET.get("show", "")
    if here == "next" and (first := queries.waiting(request.participant).first()):
        return redirect("requests:detail", asking_id=first.pk)
    counts = queries.count_tabs(request.participant)
    if here not in counts:
        here = queries.WAITING
    found = queries.tab_of(request.participant, here)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "tabs": presenters.present_tabs(counts, here),
        "here": here,
        "cards": [presenters.present_card(asking) for asking in page],
        "page_obj": page,
    }
    return render(request, "requests/list.html", context)


@participant_required
def detail(request: ParticipantRequest, asking_id: int) -> HttpResponse:
    """Show one request in full; a picked answer is checked on the next page."""
    asking = get_object_or_404(queries.askings_of(request.participant), pk=asking_id)
    is_post = request.method == "POST"
    if is_post and not request.authority.may_choose:
        raise PermissionDenied
    form = AnswerForm(request.POST if is_post else None)
    if form.is_valid():
        picking.keep(request.session, asking, form.cleaned_data["answer"])
        return redirect("requests:check", asking_id=asking.pk)
    card = presenters.present_card(asking)
    waiting = (
        list(queries.waiting(request.participant).values_list("pk", flat=True))
        if card.is_waiting
        else []
    )
    context = {
        "asking": card,
        "summary": asking.request.summary,
        "promises": wording.promises(),
        **_scope_of(request, asking),
        "number": waiting.index(asking.pk) + 1 if asking.pk in waiting else 0,
        "of": len(waiting),
        "errors": faults_of(form),
        "picked": picking.picked(request.session, asking),
        "talk": TALK,
        "may_answer": request.authority.may_choose,
        "back_url": reverse("requests:list"),
        "stop_url": reverse("requests:stop", args=[asking.pk]),
    }
    return render(request, "requests/detail.html", context)


@require_POST
@chooser_required
def stop(request: ParticipantRequest, asking_id: int) -> HttpResponse:
    """End what a yes allowed."""
    asking = get_object_or_404(queries.askings_of(request.participant), pk=asking_id)
    services.take_back(asking=asking, by=request.user, authority=request.authority)
    messages.success(request, _("Your yes is taken back. We tell every place."))
    return redirect("requests:detail", asking_id=asking.pk)


def _scope_of(request: ParticipantRequest, asking: Asking) -> dict[str, object]:
    """Tell what a yes allows; after a yes, what that yes was given to."""
    grant = asking.grant
    scope = grant or asking.request
    choices = choices_of(current(request.participant))
    return {
        "facts": wording.facts_of(
            scope,
            until=grant.until if grant else asking.request.use_until,
            needs_board=choices is not None and choices.ethics,
        ),
        "good": wording.good_of(scope),
        "bad": wording.bad_of(scope),
    }
