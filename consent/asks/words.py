"""What a place says about asks, and about what stays: read leniently, bounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from consent.asks.models import Ask, Residue

LONGEST_ANSWER: Final = 500
LONGEST_RESIDUE: Final = 300
MOST_RESIDUE: Final = 20
MOST_ANSWERS: Final = 20


@dataclass(frozen=True)
class Answered:
    """A place's answer to one ask; `id` is as the place wrote it."""

    id: str
    answer: str
    text: str = ""


@dataclass(frozen=True)
class Left:
    """One thing that stays at a place, or went out, though a change is in force."""

    kind: str
    text: str
    until: date | None = None


def read_answers(said: object) -> tuple[Answered, ...]:
    """Read answers from JSON of unknown shape; what makes no sense is left out."""
    return tuple(
        Answered(line["id"], line["answer"], _text(line.get("text"), LONGEST_ANSWER))
        for line in _lines(said, MOST_ANSWERS)
        if isinstance(line.get("id"), str) and line.get("answer") in Ask.Answer.values
    )


def read_residue(said: object) -> tuple[Left, ...]:
    """Read what stays from JSON of unknown shape; what makes no sense is left out."""
    return tuple(
        Left(line["kind"], text, _day(line.get("until")))
        for line in _lines(said, MOST_RESIDUE)
        if line.get("kind") in Residue.Kind.values
        and (text := _text(line.get("text"), LONGEST_RESIDUE))
    )


def _lines(said: object, most: int) -> Sequence[dict[str, Any]]:
    if not isinstance(said, list):
        return ()
    return [line for line in said[:most] if isinstance(line, dict)]


def _text(said: object, longest: int) -> str:
    """Return text that the database can hold."""
    if not isinstance(said, str):
        return ""
    clean = said.encode(errors="replace").decode().replace("\x00", "\ufffd")
    return clean.strip()[:longest]


def _day(said: object) -> date | None:
    try:
        return date.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
