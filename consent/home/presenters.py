"""The home page, as its template needs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from consent.participants.models import Account, Participant
from consent.preferences.meaning import Meaning, Summary
from consent.preferences.models import Preference
from consent.preferences.yearly import is_check_due, next_check
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
class LastChange:
    """How far the newest change has come."""

    url: str
    proof_url: str
    saved_at: datetime
    counts: Counts


@dataclass(frozen=True)
class YearlyCheck:
    """Whether to ask now if the choices are still right, and else when."""

    is_due: bool
    next_at: date


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


def present_change(preference: Preference, counts: Counts) -> LastChange:
    version = [preference.version]
    return LastChange(
        url=reverse("preferences:change", args=version),
        proof_url=reverse("receipts:proof", args=version),
        saved_at=preference.recorded_at,
        counts=counts,
    )


def present_check(
    preference: Preference, participant: Participant, account: Account
) -> YearlyCheck:
    checked_at, month = participant.checked_at, account.yearly_month
    looked_at = max(preference.recorded_at, checked_at or preference.recorded_at)
    return YearlyCheck(
        is_due=is_check_due(
            looked_at=preference.recorded_at, checked_at=checked_at, month=month
        ),
        next_at=next_check(looked_at=looked_at, month=month),
    )


def _answers(group: object, cells: Summary) -> list[str]:
    found: set[Answer] = {
        answer for (row, _kind), (answer, _varies) in cells.items() if row == group
    }
    return [answer.code for answer in sorted(found, reverse=True)]
