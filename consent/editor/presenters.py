"""The check page, as its template needs it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from consent.links.models import Link
from consent.participants.models import Account, Authority
from consent.preferences.changes import Change
from consent.preferences.meaning import Meaning, Summary
from consent.preferences.models import Preference
from consent.preferences.presenters import name_of
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.groups import GROUPS
from consent.vocabulary.kinds import KINDS
from consent.vocabulary.terms import Kind


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


def who_saved(preference: Preference, viewer: Account) -> str:
    """Name who saved choices, and that it was a helper where it was one."""
    name = capfirst(name_of(preference.by, viewer))
    if preference.authority.kind == Authority.Kind.HELPER_CHOOSE:
        return _("%(name)s (helper)") % {"name": name}
    return name


def answer_rows(choices: Choices) -> list[tuple[str, list[str]]]:
    """Give every group with its answers, for the table of the check page."""
    return [
        (
            _(row.label),
            [choices.cells.get((row.code, kind), Answer.NO).code for kind in Kind],
        )
        for row in GROUPS
    ]


def kind_labels() -> list[str]:
    return [_(kind.label) for kind in KINDS]
