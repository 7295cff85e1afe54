"""What choices mean, for rings, counts and examples."""

from dataclasses import dataclass
from typing import Final

from consent.decisions.uses import Use
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Cell, Choices


@dataclass(frozen=True, slots=True)
class Example:
    """A use that people can picture, with a sentence to translate."""

    code: str
    sentence: str
    use: Use


EVERYDAY: Final[tuple[Example, ...]] = ()
VECTORS: Final[tuple[Example, ...]] = ()


def cell_summary(
    choices: Choices, *, assume_condition: bool = False
) -> dict[Cell, tuple[Answer, bool]]:
    """Give the best answer each cell can get for any purpose, way and place.

    The second value tells whether some purpose, way, place or detail gets less: hatch
    it. `assume_condition` draws a level before the person has named a condition.
    """
    raise NotImplementedError


def count_answers(summary: dict[Cell, tuple[Answer, bool]]) -> dict[Answer, int]:
    """Count the 30 cells by their best answer."""
    raise NotImplementedError
