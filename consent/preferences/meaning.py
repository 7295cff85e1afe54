"""What choices mean: the picture, the counts, the examples, and data for the script."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from consent.decisions.preview import (
    EVERYDAY,
    Example,
    cell_summary,
    count_answers,
    examples_for,
)
from consent.decisions.results import Result
from consent.decisions.rule import decide
from consent.decisions.uses import Use
from consent.diseases.queries import hierarchy
from consent.preferences import fields
from consent.preferences.changes import Change
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Cell, Choices
from consent.vocabulary.levels import COLUMNS, LEVEL, Level, choices_of, level_of
from consent.vocabulary.terms import Detail, Flag, Topic, kind_of, with_implied

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
    says: dict[str, str]


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


def script_data(saved: Choices | None) -> dict[str, object]:
    """Give all that the editor's script picks from; it decides nothing itself."""
    return {
        "fields": fields.LEVEL_FIELDS,
        "saved": _letters(saved) if saved else "",
        "level": level_of(saved).value if saved else "",
        "levels": {level.value: _level_row(level) for level in COLUMNS},
        "examples": [{"needs": needs_of(example.use)} for example in EVERYDAY],
    }


def needs_of(use: Use) -> list[str]:
    """Name the fields whose smallest answer is the answer to an example."""
    kinds = with_implied(use.kinds)
    groups = [party.group for party in use.parties if party.group]
    held_back = [
        detail
        for detail in Detail
        if kind_of(detail) in kinds and detail not in use.leave_out
    ]
    needs = [fields.cell(group, kind) for group in groups for kind in sorted(kinds)]
    needs += [fields.detail(detail) for detail in held_back]
    needs += [fields.flag(flag) for flag in Flag if use.flags.get(flag, True)]
    if use.topic is Topic.HEALTH:
        needs.append("@condition")
    elif use.topic is not None:
        needs.append(fields.topic(use.topic))
    if use.way is not None:
        needs.append(fields.way(use.way))
    return [*needs, "@inside"]


def _example(example: Example, choices: Choices) -> ExampleAnswer:
    decision = decide(choices, example.use, hierarchy=hierarchy, at=timezone.now())
    says = {code: _(words) for code, words in OUTCOMES.items()}
    return ExampleAnswer(_(example.sentence), ANSWER_OF[decision.result].code, says)


@cache
def _level_row(level: Level) -> dict[str, object]:
    choices = choices_of(level)
    return {
        "answers": _letters(choices),
        "where": choices.where or "",
        "ethics": choices.ethics,
    }


def _letters(choices: Choices) -> str:
    """Write one letter for each field that a level fills in: y, a, n, or - for none."""
    answers = fields.level_answers(choices)
    letters = [answers[name] for name in fields.LEVEL_FIELDS]
    return "".join("-" if answer is None else answer.code[0] for answer in letters)
