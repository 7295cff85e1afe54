"""What the editor's script picks from, so that it decides nothing itself."""

from collections.abc import Sequence
from functools import cache

from consent.decisions.preview import EVERYDAY
from consent.decisions.uses import Use
from consent.editor import fields
from consent.vocabulary.choices import Choices
from consent.vocabulary.levels import COLUMNS, Level, choices_of, level_of
from consent.vocabulary.terms import Detail, Flag, Topic, kind_of, with_implied


def script_data(saved: Choices | None) -> dict[str, object]:
    """Give all that the editor's script picks from; it decides nothing itself."""
    return {
        "saved": _letters(saved) if saved else "",
        "level": level_of(saved).value if saved else "",
        "levels": {level.value: _level_row(level) for level in COLUMNS},
        "examples": [_numbered(needs_of(example.use)) for example in EVERYDAY],
    }


def _numbered(needs: Sequence[str]) -> list[int | str]:
    """Tell fields by their place on the page; what is worked out keeps its name."""
    return [
        need if need.startswith("@") else fields.LEVEL_FIELDS.index(need)
        for need in needs
    ]


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


@cache
def _level_row(level: Level) -> tuple[str, str, bool]:
    """Give a level's answers, its place rule, and whether an ethics board is asked for."""
    choices = choices_of(level)
    return _letters(choices), choices.where or "", choices.ethics


def _letters(choices: Choices) -> str:
    """Write one letter for each field that a level fills in: y, a, n, or - for none."""
    answers = fields.level_answers(choices)
    letters = [answers[name] for name in fields.LEVEL_FIELDS]
    return "".join("-" if answer is None else answer.code[0] for answer in letters)
