"""A saved change, as its templates need it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from consent.participants.models import Account, Authority
from consent.preferences import queries
from consent.preferences.changes import Change, changes_between, level_change
from consent.preferences.meaning import Summary, meaning_of
from consent.preferences.models import Preference
from consent.vocabulary.levels import LEVEL, Level


@dataclass(frozen=True)
class SavedChange:
    """A version of the choices: who saved it when, and what it changed."""

    number: int
    saved_at: datetime
    by: str
    level_label: str
    sentence: str = ""
    cells: Summary = field(default_factory=dict)
    lead: Change | None = None
    changes: Sequence[Change] = ()
    replaced_by_url: str = ""


ACTED_AS: Final = {
    Authority.Kind.GUARDIAN: gettext_noop("as a parent or guardian"),
    Authority.Kind.HELPER_CHOOSE: gettext_noop("as a helper"),
    Authority.Kind.STAFF_ASSISTED: gettext_noop("on paper or by phone"),
}


def acted_as(preference: Preference) -> str:
    """Say in which role somebody saved it; empty for the person themselves."""
    words = ACTED_AS.get(Authority.Kind(preference.authority.kind))
    return _(words) if words else ""


def name_of(account: Account, viewer: Account) -> str:
    """Name who did something, as the viewer would say it."""
    return _("you") if account.pk == viewer.pk else account.called or _("somebody else")


def saved_by(preference: Preference, viewer: Account) -> str:
    """Name who saved it, with the role if it was not the person themselves."""
    name, role = name_of(preference.by, viewer), acted_as(preference)
    return f"{name}, {role}" if role else name


def present_change(
    preference: Preference,
    previous: Preference | None,
    *,
    viewer: Account,
    replaced_by_url: str = "",
) -> SavedChange:
    choices = queries.choices_of(preference)
    if choices is None:
        raise ValueError("a preference always has choices")
    before = queries.choices_of(previous)
    meaning = meaning_of(choices)
    return SavedChange(
        number=preference.version,
        saved_at=preference.recorded_at,
        by=saved_by(preference, viewer),
        level_label=meaning.level_label,
        sentence=meaning.sentence,
        cells=meaning.cells,
        lead=level_change(before, choices),
        changes=changes_between(before, choices),
        replaced_by_url=replaced_by_url,
    )


def present_line(preference: Preference, *, viewer: Account) -> SavedChange:
    """Present a change as one line of the list of earlier choices."""
    return SavedChange(
        number=preference.version,
        saved_at=preference.recorded_at,
        by=saved_by(preference, viewer),
        level_label=_(LEVEL[Level(preference.level)].title),
    )
