"""Saying that a use looks wrong, and finding what came of it."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consent.access_history import queries as history
from consent.access_history.presenters import present_row
from consent.access_history.rows import Row
from consent.disputes import queries, services
from consent.disputes.forms import DisputeForm
from consent.disputes.models import Dispute
from consent.disputes.presenters import present_messages
from consent.errors import NotYours
from consent.participants.access import (
    ParticipantRequest,
    chooser_required,
    participant_required,
)

PAGE_SIZE = 20


@chooser_required
def new(request: ParticipantRequest, event_id: int) -> HttpResponse:
    """Ask what looks wrong, show it for a check, then send it."""
    try:
        row = history.row_of(request.participant, event_id)
    except NotYours as error:
        raise Http404 from error
    waiting = queries.open_about(request.participant, event_id)
    if waiting is not None:
        if request.method != "POST":
            messages.info(request, _(services.AlreadySaid.sentence))
        return redirect("disputes:detail", number=waiting.number)
    form = DisputeForm(request.POST if request.method == "POST" else None)
    if request.POST.get("action") == "edit":
        return _ask(request, row, form, faults=[])
    if not form.is_valid():
        return _ask(request, row, form, faults=form.faults if form.is_bound else [])
    if request.POST.get("action") == "send":
        return _send(request, row, form)
    return _check(request, row, form)


@require_safe
@participant_required
def messages_page(request: ParticipantRequest) -> HttpResponse:
    """List what the person told us, with what came of it."""
    found = queries.disputes_of(request.participant)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "lines": present_messages(list(page), viewer=request.user),
        "page_obj": page,
        "history_url": reverse("access_history:list"),
    }
    return render(request, "disputes/list.html", context)


@require_safe
@participant_required
def detail(request: ParticipantRequest, number: UUID) -> HttpResponse:
    """Show one message and its answer."""
    found = queries.disputes_of(request.participant)
    dispute = get_object_or_404(found, number=number)
    context = {
        "line": present_messages([dispute], viewer=request.user)[0],
        "words": services.words_of(dispute),
        "back_url": reverse("disputes:list"),
    }
    return render(request, "disputes/detail.html", context)


def _ask(
    request: ParticipantRequest,
    row: Row,
    form: DisputeForm,
    *,
    faults: list[dict[str, str]],
) -> HttpResponse:
    picked = form.data.get("reason", "")
    context = {
        **_about(row),
        "errors": faults,
        "options": [
            {"value": value, "word": label, "checked": value == picked}
            for value, label in Dispute.Reason.choices
        ],
        "text": form.data.get("text", ""),
        "reach": form.data.get("reach", ""),
    }
    return render(request, "disputes/new.html", context)


def _check(request: ParticipantRequest, row: Row, form: DisputeForm) -> HttpResponse:
    answers = form.cleaned_data
    context = {
        **_about(row),
        "reason": answers["reason"],
        "reason_words": Dispute.Reason(answers["reason"]).label,
        "text": answers["text"],
        "reach": answers["reach"],
        "answer_by": services.working_days_after(
            timezone.localdate(), services.WORKING_DAYS
        ),
    }
    return render(request, "disputes/check.html", context)


def _send(request: ParticipantRequest, row: Row, form: DisputeForm) -> HttpResponse:
    answers = form.cleaned_data
    if row.event is None:
        raise Http404
    try:
        dispute = services.make(
            event=row.event,
            reason=Dispute.Reason(answers["reason"]),
            text=answers["text"],
            reach=answers["reach"],
            by=request.user,
            authority=request.authority,
        )
    except services.AlreadySaid:
        return redirect("disputes:new", event_id=row.event.pk)
    messages.success(request, _("Your message is sent."))
    return redirect("disputes:detail", number=dispute.number)


def _about(row: Row) -> dict[str, object]:
    event = present_row(row)
    return {"event": event, "back_url": event.url}
