"""The parts of the editor's page: questions with their answers, boxes to tick."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from consent.organizations.models import Organization
from consent.vocabulary.answers import LABELS, Answer

PLAIN: Final = ("yes", "ask", "no")
MIXED: Final = (*PLAIN, "mix")
YES_OR_NO: Final = ("yes", "no")
WORDS: Final[Mapping[str, str]] = {
    **{answer.code: LABELS[answer] for answer in Answer},
    "mix": gettext_noop("It depends on the data"),
}
SAME: Final = gettext_noop("Same as the rest")


@dataclass(frozen=True)
class Option:
    """One radio button of a question."""

    value: str
    word: str
    checked: bool


@dataclass(frozen=True)
class Field:
    """One question as the page draws it; `value` is what was answered, if anything."""

    name: str
    label: str
    line: str = ""
    value: str = ""
    error: str = ""
    values: tuple[str, ...] = PLAIN
    yes: str = WORDS["yes"]

    @property
    def options(self) -> list[Option]:
        return [
            Option(
                code,
                _(self.yes if code == "yes" else WORDS[code]),
                checked=code == self.value,
            )
            for code in self.values
        ]


@dataclass(frozen=True)
class Row:
    """A group, or one organization, with an answer for all data or for each kind."""

    code: str
    label: str
    line: str
    answer: Field
    cells: Sequence[Field]


@dataclass(frozen=True)
class Tick:
    """One box to tick."""

    name: str
    value: str
    label: str
    line: str = ""
    checked: bool = False


@dataclass(frozen=True)
class Surroundings:
    """What the page must know beside the answers: names that only the database has.

    `named` are organizations with an answer of their own, `nameable` those that were
    searched for.
    """

    country: str
    condition_names: Mapping[str, str] = field(default_factory=dict)
    found: Mapping[str, str] = field(default_factory=dict)
    has_searched: bool = False
    places: Mapping[str, str] = field(default_factory=dict)
    named: Sequence[Organization] = ()
    nameable: Sequence[Organization] = ()
    has_searched_names: bool = False
