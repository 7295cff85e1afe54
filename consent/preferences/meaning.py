"""What choices mean: the picture, the counts and the examples."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from consent.decisions.preview import (
    Example,
    cell_summary,
    count_answers,
    examples_for,
)
from consent.decisions.results import Result
from consent.decisions.rule import decide
from consent.diseases.queries import hierarchy
from consent.preferences.changes import Change
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Cell, Choices
from consent.vocabulary.levels import LEVEL, Level, choices_of, level_of

Summary = dict[Cell, tuple[Answer, bool]]
ANSWER_OF: Final = {
    Result.PERMIT: Answer.YES,
    Result.ASK: Answer.ASK,
    Result.DENY: Answer.NO,
}
OUTCOMES: Final = {
    "yes": gettext_noop("They can use it"),
    "ask": gettext_noop("We ask you first"),
    "no": gettext_noop("They cannot use it"),
}


@dataclass(frozen=True)
class ExampleAnswer:
    """An everyday use with what the choices say to it."""

    text: str
    answer: str
    words: str


@dataclass(frozen=True)
class Meaning:
    """Choices as people can picture them."""

    level_label: str
    sentence: str
    cells: Summary
    yes: int
    ask: int
    no: int
    examples: list[ExampleAnswer]
    changes: Sequence[Change] = ()
    limited: Sequence[str] = ()
    picked: bool = True

    @property
    def says(self) -> dict[str, str]:
        """Give what can be said of an example, for the script to pick from."""
        return {code: _(words) for code, words in OUTCOMES.items()}


def meaning_of(
    choices: Choices,
    *,
    changes: Sequence[Change] = (),
    limited: Sequence[str] = (),
    is_picked: bool = True,
) -> Meaning:
    """Tell what choices mean, in the words and pictures of the pages."""
    row = LEVEL[level_of(choices)]
    cells = cell_summary(choices)
    counts = count_answers(cells)
    return Meaning(
        level_label=_(row.title),
        sentence="" if row.code is Level.OWN else _(row.sentence),
        cells=cells,
        yes=counts.get(Answer.YES, 0),
        ask=counts.get(Answer.ASK, 0),
        no=counts.get(Answer.NO, 0),
        examples=[_example(example, choices) for example in examples_for(choices)],
        changes=changes,
        limited=limited,
        picked=is_picked,
    )


@cache
def level_cells(level: Level) -> Summary:
    """Draw a level as it is meant, before a condition is named."""
    return cell_summary(choices_of(level), assume_condition=True)


def _example(example: Example, choices: Choices) -> ExampleAnswer:
    decision = decide(choices, example.use, hierarchy=hierarchy, at=timezone.now())
    answer = ANSWER_OF[decision.result].code
    return ExampleAnswer(_(example.sentence), answer, _(OUTCOMES[answer]))
