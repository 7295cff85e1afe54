"""Who used my data: the list and one use."""

from collections.abc import Sequence
from itertools import groupby
from typing import overload

from django.core.paginator import Paginator
from django.db.models import Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consent.access_history import queries
from consent.access_history.forms import FilterForm
from consent.access_history.models import AccessEvent
from consent.access_history.presenters import Event, facts_of, present_row
from consent.access_history.queries import Filters, Row
from consent.errors import NotYours
from consent.links.models import LinkVersion
from consent.participants.access import ParticipantRequest, participant_required
from consent.participants.models import Participant
from consent.preferences.models import Preference
from consent.preferences.presenters import present_line

PAGE_SIZE = 20


class Rows(Sequence[Row]):
    """The history as a paginator wants it: a length, and slices read when needed."""

    def __init__(self, participant: Participant, filters: Filters) -> None:
        self.participant = participant
        self.filters = filters

    def __len__(self) -> int:
        return queries.count(self.participant, self.filters)

    @overload
    def __getitem__(self, part: int, /) -> Row: ...
    @overload
    def __getitem__(self, part: slice, /) -> Sequence[Row]: ...
    def __getitem__(self, part: int | slice, /) -> Row | Sequence[Row]:
        if isinstance(part, int):
            return self[part : part + 1][0]
        start, stop = part.start or 0, part.stop or 0
        return queries.timeline(
            self.participant, self.filters, limit=stop - start, offset=start
        )


@require_safe
@participant_required
def history(request: ParticipantRequest) -> HttpResponse:
    """List uses and refusals by month, newest first; checks by computers on request."""
    person = request.participant
    form = FilterForm(request.GET, queries.organizations_of(person))
    paginator: Paginator[Row] = Paginator(Rows(person, form.filters), PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    heard = queries.last_heard(person)
    context = {
        "summary": queries.summary(person),
        "heard": [{"name": name, "at": at} for name, at in heard.items()],
        "filters": form,
        "months": _by_month([present_row(row) for row in page]),
        "total": paginator.count,
        "page_obj": page,
        "query": form.query,
    }
    return render(request, "access_history/list.html", context)


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
    context = {
        "event": present_row(row),
        "facts": facts_of(row, event),
        "choice": _choice_then(request, event),
        "proof": {"number": event.pk, "digest": event.content_digest},
        "back_url": reverse("access_history:list"),
    }
    return render(request, "access_history/detail.html", context)


def _choice_then(
    request: ParticipantRequest, event: AccessEvent
) -> dict[str, object] | None:
    """Find the choices that counted when it happened, if there were any."""
    told = LinkVersion.objects.filter(
        link=event.link_id, issued_at__lte=event.occurred_at
    ).order_by("-version")
    preference = (
        Preference.objects.filter(
            participant=request.participant,
            version=Subquery(told.values("preference_version")[:1]),
        )
        .select_related("by")
        .first()
    )
    if preference is None:
        return {"level_label": _("You had not chosen yet")}
    line = present_line(preference, viewer=request.user)
    return {
        "level_label": line.level_label,
        "version_at": line.saved_at,
        "url": reverse("preferences:change", args=[line.number]),
    }


def _by_month(events: Sequence[Event]) -> list[dict[str, object]]:
    return [
        {"label": found[0].at, "events": found}
        for _month, group in groupby(events, key=_month_of)
        if (found := list(group))
    ]


def _month_of(event: Event) -> tuple[int, int]:
    local = timezone.localtime(event.at)
    return local.year, local.month
