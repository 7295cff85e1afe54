"""Taking reports of use from platforms, each judged and kept for good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from consent.organizations.models import Platform


class Fate(StrEnum):
    """What became of one report."""

    NEW = "new"
    REPEATED = "repeated"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Problem:
    """A report that was not taken, and why; `index` is its place in the list."""

    index: int
    event_id: str
    code: str
    detail: str


@dataclass(frozen=True)
class Outcome:
    """What became of a list of reports: one fate for each, in order."""

    fates: tuple[Fate, ...]
    problems: tuple[Problem, ...]

    @property
    def accepted(self) -> int:
        return self.fates.count(Fate.NEW)

    @property
    def repeated(self) -> int:
        return self.fates.count(Fate.REPEATED)


def report(
    *, platform: Platform, reports: Sequence[Mapping[str, object]]
) -> Outcome:
    """Judge and keep reports, in the words of the API.

    The same event id with the same content is a repeat and changes nothing; with
    other content it is a problem (`conflict`). A problem in one report does not
    hold up the others.
    """
    raise NotImplementedError
