"""The list of earlier choices: each in one line, with how far it has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import F, Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from consent.decisions.narrowing import change_kind, differences
from consent.links.queries import open_links_of
from consent.participants.models import Account, Participant
from consent.preferences.models import Preference
from consent.preferences.presenters import SavedChange, present_line
from consent.preferences.queries import choices_of
from consent.vocabulary.choices import Choices

# In words, with the tone of the dot.
KINDS: Final = {
    "withdrawn": (gettext_noop("You share nothing new from here on."), "no"),
    "narrowed": (gettext_noop("Some of it shares less than before."), "ask"),
    "widened": (gettext_noop("It shares more than before."), "yes"),
    "same": ("", ""),
}


@dataclass(frozen=True)
class Reached:
    """The newest choices that one place was told of, and that it has put in force."""

    told: int
    enforced: int


@dataclass(frozen=True)
class Line:
    """One set of choices: what it changed, and at how many places it is in force."""

    saved: SavedChange
    difference: str
    tone: str
    in_force: int
    total: int
    is_newest: bool


def reached_by(participant: Participant) -> list[Reached]:
    """Return for each open link how far it is, in one statement."""
    is_enforced = Q(versions__version__lte=F("delivery__enforced_version"))
    links = open_links_of(participant).annotate(
        told=Max("versions__preference_version"),
        enforced=Max("versions__preference_version", filter=is_enforced),
    )
    rows = links.filter(told__isnull=False).values_list("told", "enforced")
    return [Reached(told, enforced or 0) for told, enforced in rows]


def present_lines(
    preferences: Sequence[Preference],
    *,
    before: Preference | None,
    newest: int,
    viewer: Account,
    places: Sequence[Reached],
) -> list[Line]:
    """Present versions, the newest first; `before` is the one under the last."""
    values = [choices_of(one) for one in (*preferences, before)]
    lines = []
    for at, preference in enumerate(preferences):
        text, tone = _difference(values[at + 1], values[at])
        version = preference.version
        lines.append(
            Line(
                saved=present_line(preference, viewer=viewer),
                difference=text,
                tone=tone,
                in_force=sum(one.enforced >= version for one in places),
                total=sum(one.told >= version for one in places),
                is_newest=version == newest,
            )
        )
    return lines


def _difference(old: Choices | None, new: Choices | None) -> tuple[str, str]:
    kind, tone = KINDS[change_kind(old, new)]
    if old is None:
        return _("Your first choices."), tone
    count = len(differences(old, new))
    words = ngettext(
        "%(count)d answer changed.", "%(count)d answers changed.", count
    ) % {"count": count}
    return f"{words} {_(kind)}" if kind else words, tone
