"""Publishing versions of links, and taking in what platforms confirm."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from consent.links.models import LinkVersion
from consent.organizations.models import Platform
from consent.publishing.models import Urgency


@dataclass(frozen=True)
class Enforced:
    """A platform's word that a version is in force there (`at` by its own clock)."""

    subject_id: str
    version: int
    at: datetime | None = None


@dataclass(frozen=True)
class NotEnforced:
    """A platform's word that it cannot put a version in force, and why."""

    subject_id: str
    version: int
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


def publish(
    *, versions: Sequence[LinkVersion], told: Mapping[int, Mapping[str, object]]
) -> None:
    """Put versions on their way, as the last step of the caller's transaction.

    `told` holds by link id what the platform is told, as JSON values. One version
    for each link. Nothing may be written after this call: it ends by locking the
    heads of the feeds, which every other change is waiting for.
    """
    raise NotImplementedError


def acknowledge(
    *,
    platform: Platform,
    enforced: Sequence[Enforced],
    errors: Sequence[NotEnforced] = (),
) -> Acknowledgement:
    """Take in what a platform says it has put in force; saying it twice is fine.

    Only versions that were issued for the platform's own link count. Lines that do
    not count become problems; the others are taken in all the same.
    """
    raise NotImplementedError


def note_read(*, platform: Platform) -> None:
    """Remember that the platform has just read its feed."""
    raise NotImplementedError


def ring(*, platform_ids: Collection[int], urgency: Urgency) -> None:
    """Wake one drain for each platform's lane, unless it was rung a moment ago.

    Never fails and never waits longer than about a second: a lost bell is made
    good by the dispatcher.
    """
    raise NotImplementedError
