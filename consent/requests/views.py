"""What a person is asked, and answering it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consent.errors import Refusal
from consent.participants.access import (
    ParticipantRequest,
    chooser_required,
    participant_required,
)
from consent.requests import presenters, queries, services
from consent.requests.forms import AnswerForm
from consent.requests.models import Asking

PAGE_SIZE = 20


@require_safe
@participant_required
def inbox(request: ParticipantRequest) -> HttpResponse:
    """List requests: first those that wait, then the others."""
    waiting = queries.waiting(request.participant)
    others = queries.askings_of(request.participant).exclude(
        pk__in=waiting.values("pk").order_by()
    )
    page = Paginator(others, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "waiting": [presenters.present_card(asking) for asking in waiting],
        "others": [presenters.present_card(asking) for asking in page],
        "page_obj": page,
    }
    return render(request, "requests/list.html", context)


@participant_required
def detail(request: ParticipantRequest, asking_id: int) -> HttpResponse:
    """Show one request in full; a posted answer is taken for good."""
    asking = get_object_or_404(queries.askings_of(request.participant), pk=asking_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _take(request, asking, Asking.Answer(form.cleaned_data["answer"]))
    errors = [
        {"target": name, "text": text}
        for name, texts in form.errors.items()
        for text in texts
    ]
    context = {
        "asking": presenters.present_card(asking),
        "summary": asking.request.summary,
        "facts": presenters.facts_of(asking.request),
        "promises": presenters.promises(),
        "use_until": asking.request.use_until,
        "errors": errors,
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


def _take(
    request: ParticipantRequest, asking: Asking, answer: Asking.Answer
) -> HttpResponse:
    try:
        services.answer(
            asking=asking, answer=answer, by=request.user, authority=request.authority
        )
    except Refusal as refusal:
        messages.error(request, _(str(refusal)))
    else:
        messages.success(request, _("Your answer is saved."))
    return redirect("requests:detail", asking_id=asking.pk)
