"""Reading the filters of the history from its address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from consent.access_history.models import AccessEvent
from consent.access_history.queries import Filters

PERIODS: Final[Mapping[str, tuple[str, int | None]]] = {
    "": (gettext_noop("At any time"), None),
    "30": (gettext_noop("In the last 30 days"), 30),
    "365": (gettext_noop("In the last 12 months"), 365),
}
WAYS: Final[Mapping[str, str]] = {
    AccessEvent.Way.LOOKED: gettext_noop("Looked at"),
    AccessEvent.Way.USED: gettext_noop("Used in a study"),
    AccessEvent.Way.COUNTED: gettext_noop("Counted"),
    AccessEvent.Way.COPIED: gettext_noop("Copy made"),
    AccessEvent.Way.REFUSED: gettext_noop("Told no"),
}


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

    def __init__(self, given: QueryDict, organizations: Mapping[str, str]) -> None:
        self.given = given
        self.names = organizations
        self.chosen_period = _known(given.get("period", ""), PERIODS)
        self.chosen_organization = _known(given.get("organization", ""), organizations)
        self.chosen_ways = frozenset(given.getlist("way")) & WAYS.keys()
        self.with_checks = given.get("computers") == "on"

    @property
    def filters(self) -> Filters:
        days = PERIODS[self.chosen_period][1]
        return Filters(
            ways=frozenset(self.chosen_ways),
            organization=self.chosen_organization,
            since=timezone.now() - timedelta(days=days) if days else None,
            with_checks=self.with_checks,
        )

    @property
    def action_url(self) -> str:
        return reverse("access_history:list")

    clear_url = action_url

    @property
    def active(self) -> bool:
        return bool(
            self.chosen_period
            or self.chosen_organization
            or self.chosen_ways
            or self.with_checks
        )

    @property
    def period(self) -> list[tuple[str, str, bool]]:
        return [
            (value, _(label), value == self.chosen_period)
            for value, (label, _days) in PERIODS.items()
        ]

    @property
    def organization(self) -> list[tuple[str, str, bool]]:
        if not self.names:
            return []
        named = sorted(self.names.items(), key=lambda pair: pair[1])
        return [
            (code, name, code == self.chosen_organization)
            for code, name in [("", _("Everyone")), *named]
        ]

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
        kept.pop("page", None)
        return kept.urlencode()


def _known(value: str, known: Mapping[str, object]) -> str:
    return value if value in known else ""
