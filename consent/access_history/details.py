"""One use in full: what is known, how it was judged, and its entry in the log."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consent.access_history import queries
from consent.access_history.judging import decide_again
from consent.access_history.models import AccessEvent
from consent.access_history.presenters import facts_of, present_row
from consent.access_history.queries import Then
from consent.access_history.rows import Row
from consent.audit.models import LogEntry
from consent.decisions.reasons import Audience, explain
from consent.errors import NotYours
from consent.participants.access import ParticipantRequest, participant_required
from consent.preferences.models import Preference
from consent.preferences.presenters import present_line
from consent.requests.models import Asking

MOST_REASONS = 6


@require_safe
@participant_required
def detail(request: ParticipantRequest, event_id: int) -> HttpResponse:
    """Show everything that is known about one use, and the choice it is judged by."""
    try:
        row = queries.row_of(request.participant, event_id)
    except NotYours as error:
        raise Http404 from error
    event = row.event
    if event is None:
        raise Http404
    then = queries.then(event)
    context = {
        "event": present_row(row),
        "facts": facts_of(row, event),
        "reasons": _reasons(row, event),
        "choice": _choice(request, then),
        "heard": _heard(request, then, event),
        "request_url": _request_url(request, event),
        "same_url": f"{reverse('access_history:list')}?who={event.organization}",
        "number": event.pk,
        "digest": event.content_digest,
        "entry": _entry(request, event),
        "back_url": reverse("access_history:list"),
        "may_report": request.authority.may_choose,
    }
    return render(request, "access_history/detail.html", context)


def _reasons(row: Row, event: AccessEvent) -> Sequence[str]:
    """Say which answers decided, the way the person gave them."""
    decision = decide_again(event)
    if decision is None:
        return []
    is_refusal = row.way == AccessEvent.Way.REFUSED
    if is_refusal and decision.is_permitted:
        return [_("Your choices would allow this. The place said no all the same.")]
    sentences = []
    for reason in decision.reasons:
        sentence, words = explain(reason, Audience.PARTICIPANT)
        told = {name: _(word) for name, word in words.items()}
        if told.get("who") == row.organization_code:
            told["who"] = row.organization
        sentences.append(_(sentence) % told)
    return list(dict.fromkeys(sentences))[:MOST_REASONS]


def _choice(request: ParticipantRequest, then: Then) -> dict[str, object]:
    """Present the choices that counted when it happened, if there were any."""
    if then.counted is not None:
        return _line(request, then.counted)
    if then.had_left:
        return {"level_label": _("You had left this place")}
    if then.was_held:
        return {"level_label": _("This place had to wait until you choose again")}
    return {"level_label": _("You had not chosen yet")}


def _heard(
    request: ParticipantRequest, then: Then, event: AccessEvent
) -> dict[str, object] | None:
    """Present the older choices that the place still went by, where that mattered."""
    is_late = event.verdict == AccessEvent.Verdict.NOT_YET_TOLD
    if not is_late or then.heard is None or then.heard == then.counted:
        return None
    return _line(request, then.heard)


def _line(request: ParticipantRequest, preference: Preference) -> dict[str, object]:
    line = present_line(preference, viewer=request.user)
    return {
        "level_label": line.level_label,
        "version_at": line.saved_at,
        "url": reverse("preferences:change", args=[line.number]),
    }


def _request_url(request: ParticipantRequest, event: AccessEvent) -> str:
    """Find the request that told the person of this study."""
    if not event.study:
        return ""
    asking = Asking.objects.filter(
        participant=request.participant,
        request__study=event.study,
        request__organization__code=event.organization,
    ).first()
    return reverse("requests:detail", args=[asking.pk]) if asking else ""


def _entry(request: ParticipantRequest, event: AccessEvent) -> dict[str, object] | None:
    """Find the entry of the log that was written with the report."""
    entry = LogEntry.objects.filter(
        participant_id=request.participant.pk,
        kind="access.reported",
        recorded_at__gte=event.reported_at,
        body__contains=f'"event":{event.pk},',
    ).first()
    if entry is None:
        return None
    return {"number": entry.pk, "leaf": bytes(entry.leaf).hex()}
