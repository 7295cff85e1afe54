"""What happened to a person's data, for their own eyes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from consent.access_history.models import AccessEvent
from consent.participants.models import Participant


@dataclass(frozen=True)
class Filters:
    """What to show; empty means everything but checks by computers."""

    ways: frozenset[str] = frozenset()
    organization: str = ""
    since: datetime | None = None
    before: datetime | None = None
    with_checks: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the history: a reported event, or a check by a computer.

    `organization` and `on_behalf_of` are names (codes where unknown). A check
    has the way "checked", no `event` and no `verdict`; `allowed` says what was
    answered (permit, ask, deny).
    """

    key: str
    way: str
    at: datetime
    platform_name: str
    organization: str
    organization_code: str
    on_behalf_of: tuple[str, ...]
    kinds: tuple[str, ...]
    topic: str
    actor: str
    is_computer: bool
    verdict: str
    why: str
    allowed: str = ""
    event: AccessEvent | None = None
    question: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Summary:
    """Counts over the whole history, refused uses and uses without choice apart."""

    used: int
    organizations: int
    copied: int
    refused: int
    without_choice: int


def timeline(
    participant: Participant, filters: Filters, *, limit: int = 50, offset: int = 0
) -> Sequence[Row]:
    """Return rows, newest first."""
    raise NotImplementedError


def count(participant: Participant, filters: Filters) -> int:
    """Return how many rows `timeline` has without a limit."""
    raise NotImplementedError


def event_of(participant: Participant, event_id: int) -> AccessEvent:
    """Return one event of this person; raises NotYours for any other."""
    raise NotImplementedError


def summary(participant: Participant) -> Summary:
    """Return the counts shown above the history."""
    raise NotImplementedError


def last_heard(participant: Participant) -> dict[str, datetime | None]:
    """Return by name of platform when it last reported anything, for open links."""
    raise NotImplementedError


def organizations_of(participant: Participant) -> dict[str, str]:
    """Return code and name of every organization in this person's history."""
    raise NotImplementedError
