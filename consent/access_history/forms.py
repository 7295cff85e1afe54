"""Reading the filters of the history from its address."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from consent.access_history.models import AccessEvent
from consent.access_history.overview import month_start, month_starts
from consent.access_history.queries import Filters

PERIODS: Final[Mapping[str, str]] = {
    "": gettext_noop("At any time"),
    "this": gettext_noop("This month"),
    "last": gettext_noop("Last month"),
    "year": gettext_noop("In the last 12 months"),
}
WAYS: Final[Mapping[str, str]] = {
    AccessEvent.Way.LOOKED: gettext_noop("Looked at"),
    AccessEvent.Way.USED: gettext_noop("Used in a study"),
    AccessEvent.Way.COUNTED: gettext_noop("Counted"),
    AccessEvent.Way.COPIED: gettext_noop("Copy made"),
    AccessEvent.Way.REFUSED: gettext_noop("Told no"),
}
MONTH: Final = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
LONGEST_TIME: Final = 13

Options = list[tuple[str, str, bool]]


@dataclass(frozen=True)
class Tick:
    """One box to tick."""

    name: str
    value: str
    label: str
    checked: bool
    line: str = ""


class FilterForm:
    """The filters as given; what cannot be read counts as not given."""

    def __init__(
        self,
        given: QueryDict,
        *,
        organizations: Mapping[str, str],
        places: Mapping[str, str],
        months: Sequence[datetime] = (),
    ) -> None:
        self.given = given
        self.names = organizations
        self.place_names = places
        self.with_events = months
        self.chosen_when = _when(given.get("when", ""))
        self.chosen_organization = _known(given.get("who", ""), organizations)
        self.chosen_place = _known(given.get("place", ""), places)
        self.chosen_ways = frozenset(given.getlist("way")) & WAYS.keys()
        self.with_checks = given.get("computers") == "on"
        self.seen_at = _seen(given.get("seen", ""))

    @property
    def filters(self) -> Filters:
        since, before = _span(self.chosen_when)
        return Filters(
            ways=frozenset(self.chosen_ways),
            organization=self.chosen_organization,
            since=since,
            before=before,
            with_checks=self.with_checks,
            place=self.chosen_place,
            seen_at=self.seen_at,
        )

    @property
    def action_url(self) -> str:
        return reverse("access_history:list")

    clear_url = action_url

    @property
    def active(self) -> bool:
        return bool(
            self.chosen_when
            or self.chosen_organization
            or self.chosen_place
            or self.chosen_ways
            or self.with_checks
        )

    @property
    def when(self) -> Options:
        return [
            (value, _(label), value == self.chosen_when)
            for value, label in PERIODS.items()
        ]

    @property
    def months(self) -> Options:
        """Every month that may be picked by itself, the newest first."""
        starts = {*month_starts(), *map(timezone.localtime, self.with_events)}
        known = {start.strftime("%Y-%m"): start for start in starts}
        if MONTH.fullmatch(self.chosen_when) and self.chosen_when not in known:
            known[self.chosen_when] = _start(self.chosen_when)
        return [
            (value, date_format(known[value], "F Y"), value == self.chosen_when)
            for value in sorted(known, reverse=True)
        ]

    @property
    def organization(self) -> Options:
        return _options(self.names, _("Everyone"), self.chosen_organization)

    @property
    def place(self) -> Options:
        if len(self.place_names) < 2 and not self.chosen_place:  # noqa: PLR2004
            return []
        return _options(self.place_names, _("Every place"), self.chosen_place)

    @property
    def ways(self) -> list[Tick]:
        return [
            Tick("way", str(way), _(label), way in self.chosen_ways)
            for way, label in WAYS.items()
        ]

    @property
    def computers(self) -> Tick:
        return Tick("computers", "on", _("Checks by computers"), self.with_checks)

    @property
    def query(self) -> str:
        """The filters as an address, without the page."""
        kept = self.given.copy()
        for name in ("page", "seen"):
            kept.pop(name, None)
        return kept.urlencode()


def _options(names: Mapping[str, str], everything: str, chosen: str) -> Options:
    if not names:
        return []
    named = sorted(names.items(), key=lambda pair: pair[1].casefold())
    return [(code, name, code == chosen) for code, name in [("", everything), *named]]


def _known(value: str, known: Mapping[str, object]) -> str:
    return value if value in known else ""


def _when(value: str) -> str:
    return value if value in PERIODS or MONTH.fullmatch(value) else ""


def _span(when: str) -> tuple[datetime | None, datetime | None]:
    """Return the first moment of a period and the first after it."""
    now = timezone.localtime()
    match when:
        case "":
            return None, None
        case "this":
            return month_start(now.year, now.month), None
        case "last":
            return (
                month_start(now.year, now.month - 1),
                month_start(now.year, now.month),
            )
        case "year":
            return month_starts()[0], None
    start = _start(when)
    return start, month_start(start.year, start.month + 1)


def _start(month: str) -> datetime:
    year, number = map(int, month.split("-"))
    return month_start(year, number)


def _seen(value: str) -> datetime | None:
    """Read when the first page was shown; one that cannot be read is of now."""
    if not value.isdecimal() or len(value) > LONGEST_TIME:
        return None
    return datetime.fromtimestamp(int(value) / 1000, UTC)
