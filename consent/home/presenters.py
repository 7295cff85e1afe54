"""The home page, as its template needs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consent.preferences.meaning import Meaning, Summary
from consent.preferences.models import Preference
from consent.publishing.presenters import Counts
from consent.vocabulary.answers import Answer
from consent.vocabulary.groups import GROUPS


@dataclass(frozen=True)
class GroupLine:
    """What one group may have: its answers, the best first."""

    number: int
    label: str
    answers: Sequence[str]


@dataclass(frozen=True)
class Now:
    """The choices as they are now."""

    level_label: str
    sentence: str
    changed_at: datetime
    cells: Summary
    yes: int
    ask: int
    no: int
    groups: Sequence[GroupLine]


@dataclass(frozen=True)
class Need:
    """Something that waits for the person."""

    title: str
    text: str
    url: str
    action: str
    tone: str = "ask"


def present_now(preference: Preference, meaning: Meaning) -> Now:
    return Now(
        level_label=meaning.level_label,
        sentence=meaning.sentence,
        changed_at=preference.recorded_at,
        cells=meaning.cells,
        yes=meaning.yes,
        ask=meaning.ask,
        no=meaning.no,
        groups=[
            GroupLine(number, _(row.label), _answers(row.code, meaning.cells))
            for number, row in enumerate(GROUPS, 1)
        ],
    )


def needs_of(waiting: int, counts: Counts | None, change_url: str) -> list[Need]:
    """List what waits for the person, the most pressing first."""
    needs = []
    if waiting:
        title = ngettext(
            "%(count)d request waits for you",
            "%(count)d requests wait for you",
            waiting,
        ) % {"count": waiting}
        text = _("If you say nothing, we say no.")
        needs.append(Need(title, text, reverse("requests:list"), _("Answer")))
    if counts is not None and counts.held:
        title = ngettext(
            "%(count)d place needs you to choose again",
            "%(count)d places need you to choose again",
            counts.held,
        ) % {"count": counts.held}
        text = _("Until then, nothing may be used there.")
        needs.append(Need(title, text, change_url, _("See more")))
    if counts is not None and counts.unreached:
        title = ngettext(
            "We have not reached %(count)d place yet",
            "We have not reached %(count)d places yet",
            counts.unreached,
        ) % {"count": counts.unreached}
        text = _("It may still follow your old choices. We keep trying.")
        if counts.barred == counts.unreached:
            text = _("It may not use your data until then. We keep trying.")
        needs.append(Need(title, text, change_url, _("See more"), "no"))
    return needs


def _answers(group: object, cells: Summary) -> list[str]:
    found: set[Answer] = {
        answer for (row, _kind), (answer, _varies) in cells.items() if row == group
    }
    return [answer.code for answer in sorted(found, reverse=True)]
