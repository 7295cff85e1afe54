"""What a platform says of versions, and what came of saying it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consent.asks.words import Left


@dataclass(frozen=True)
class Line:
    """A version of one subject, as the platform names it."""

    subject_id: str
    version: int


@dataclass(frozen=True)
class Enforced(Line):
    """A platform's word that a version is in force there (`at` by its own clock).

    `residue` is what stays there all the same: copies, results, backups.
    """

    at: datetime | None = None
    residue: Sequence[Left] = ()


@dataclass(frozen=True)
class NotEnforced(Line):
    """A platform's word that it cannot put a version in force, and why."""

    code: str
    detail: str = ""


@dataclass(frozen=True)
class Problem:
    """A line of an acknowledgement that does not count, by JSON pointer."""

    pointer: str
    code: str
    detail: str


@dataclass(frozen=True)
class Acknowledgement:
    """What came of an acknowledgement; `accepted` counts repeated lines too."""

    accepted: int
    problems: list[Problem]
    valid_until: datetime
