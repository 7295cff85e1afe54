"""The check page, as its template needs it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from consent.links.models import Link
from consent.preferences.changes import Change
from consent.preferences.meaning import Meaning, Summary


@dataclass(frozen=True)
class Check:
    """A change before it is saved."""

    meaning: Meaning
    changes: Sequence[Change]
    places_count: int
    widens: bool
    lead: Change | None = None

    @property
    def level_label(self) -> str:
        return self.meaning.level_label

    @property
    def sentence(self) -> str:
        return self.meaning.sentence

    @property
    def cells(self) -> Summary:
        return self.meaning.cells


def place_changes(links: Sequence[Link], places: frozenset[str]) -> list[Change]:
    """List the places that would learn, or no longer be told, the named conditions."""
    return [
        Change(
            _("%(place)s may know my condition") % {"place": link.platform.name},
            "yes" if link.shares_conditions else "no",
            "no" if link.shares_conditions else "yes",
        )
        for link in links
        if link.shares_conditions != (link.platform.code in places)
    ]
