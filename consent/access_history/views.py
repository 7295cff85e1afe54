"""Who used my data: the list, and the same list as a file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import ceil

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consent.access_history import overview, queries
from consent.access_history.downloads import MOST_ROWS, lines_of
from consent.access_history.forms import FilterForm
from consent.access_history.overview import Tally
from consent.access_history.presenters import Event, present_finding, present_row
from consent.access_history.queries import Filters
from consent.access_history.rows import Row
from consent.participants.access import ParticipantRequest, participant_required
from consent.participants.models import Participant

PAGE_SIZE = 20
LONGEST_NUMBER = 6


@dataclass(frozen=True)
class Page:
    """Some rows of the list, and where they stand in it."""

    rows: Sequence[Row]
    number: int
    pages: int
    total: int

    @property
    def newer(self) -> int:
        return self.number - 1

    @property
    def older(self) -> int:
        return self.number + 1 if self.number < self.pages else 0


@require_safe
@participant_required
def history(request: ParticipantRequest) -> HttpResponse:
    """List uses and refusals by month, newest first; checks by computers on request."""
    person = request.participant
    now = timezone.now()
    form, tallies = _read(request)
    filters = replace(form.filters, seen_at=form.seen_at or now)
    page = _page_of(person, filters, tallies, _number(request.GET.get("page", "")))
    months = overview.month_starts()
    lately = [one for one in tallies if one.month >= months[0]]
    columns = overview.months_of(lately, months)
    context = {
        "summary": overview.numbers_of(lately),
        "chart": columns if any(month.total for month in columns) else None,
        "finding": present_finding(columns),
        "sources": [one for one in overview.sources_of(person) if one.is_open],
        "filters": form,
        "months": _by_month([present_row(row) for row in page.rows]),
        "page": page,
        "is_cut": filters.with_checks and page.total > queries.MOST_WITH_CHECKS,
        "is_long": page.total > MOST_ROWS,
        "query": form.query,
        "seen": int((form.seen_at or now).timestamp() * 1000),
        "may_report": request.authority.may_choose,
    }
    return render(request, "access_history/list.html", context)


@require_safe
@participant_required
def download(request: ParticipantRequest) -> HttpResponse:
    """Stream the list as a file for a spreadsheet; a longer one is a job elsewhere."""
    form, _tallies = _read(request)
    filters = form.filters
    if queries.count(request.participant, filters) > MOST_ROWS:
        messages.warning(
            request, _("This list is too long for one file. Pick a shorter time.")
        )
        return redirect(f"{reverse('access_history:list')}?{form.query}")
    day = date_format(timezone.localdate(), "Y-m-d")
    return StreamingHttpResponse(  # type: ignore[return-value]
        lines_of(request.participant, filters),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="who-used-my-data-{day}.csv"'
        },
    )


def _read(request: ParticipantRequest) -> tuple[FilterForm, list[Tally]]:
    tallies = overview.tallies_of(request.participant)
    form = FilterForm(
        request.GET,
        organizations={one.asker.code: one.asker.name for one in tallies},
        places={one.place: one.place_name for one in tallies},
        months=[one.month for one in tallies],
    )
    return form, tallies


def _page_of(
    person: Participant, filters: Filters, tallies: Sequence[Tally], number: int
) -> Page:
    """Return one page; a number beyond the last gives the first."""
    fitting = overview.fitting(tallies, filters)
    events = overview.total(fitting)
    offset = (number - 1) * PAGE_SIZE
    most = queries.MOST_WITH_CHECKS
    if offset and offset >= (most if filters.with_checks else events):
        return _page_of(person, filters, tallies, 1)
    found = queries.slice_of(
        person,
        filters,
        limit=PAGE_SIZE,
        offset=offset,
        known={one.asker.code: one.asker for one in tallies},
    )
    total = events + found.checks
    shown = min(total, most) if filters.with_checks else total
    return Page(found.rows, number, max(1, ceil(shown / PAGE_SIZE)), total)


def _number(text: str) -> int:
    is_number = text.isdecimal() and len(text) <= LONGEST_NUMBER
    return max(1, int(text)) if is_number else 1


def _by_month(events: Sequence[Event]) -> list[dict[str, object]]:
    return [
        {"label": found[0].at, "events": found}
        for _month, group in groupby(events, key=_month_of)
        if (found := list(group))
    ]


def _month_of(event: Event) -> tuple[int, int]:
    local = timezone.localtime(event.at)
    return local.year, local.month
