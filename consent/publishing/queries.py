"""How far each platform is, and what its feed holds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from consent.links.models import Link, LinkVersion
from consent.organizations.models import Platform
from consent.participants.models import Participant


class Progress(StrEnum):
    """How far a version has come at one place."""

    ON_ITS_WAY = "on_its_way"
    RECEIVED = "received"
    ENFORCED = "enforced"


@dataclass(frozen=True)
class PlaceProgress:
    """One place on the way of a choice from saved to in force.

    `sent_at` is the first try. `lease_ends_at` is when the place must stop even if
    it never hears of a narrowing; empty when no narrowing is outstanding.
    """

    link: Link
    platform: Platform
    state: Progress
    version: int
    sent_at: datetime | None
    received_at: datetime | None
    enforced_at: datetime | None
    last_error: str
    next_attempt_at: datetime | None
    lease_ends_at: datetime | None


@dataclass(frozen=True)
class FeedPage:
    """A page of stored lines, each canonical JSON as it was written at save."""

    items: list[str]
    next: str
    has_more: bool
    head: int
    valid_until: datetime


@dataclass(frozen=True)
class DeliverySummary:
    """How many of a platform's links are due, received only, or in force."""

    due: int
    received: int
    enforced: int
    oldest_due_at: datetime | None


def progress_of(
    participant: Participant, preference_version: int | None = None
) -> list[PlaceProgress]:
    """Return how far a preference has come at each open link, in name order.

    Without a version: the newest that each link was told. A link that was never
    told anything, or not yet of this version, is left out.
    """
    raise NotImplementedError


def summary_of(platform: Platform) -> DeliverySummary:
    """Return the platform's deliveries in numbers."""
    raise NotImplementedError


def valid_until(platform: Platform) -> datetime:
    """Return until when the platform may act on what it holds.

    The database's clock or the oldest narrowing not yet in force, whichever is
    earlier, plus the consent lease; whole seconds.
    """
    raise NotImplementedError


def feed_page(platform: Platform, after: str, limit: int) -> FeedPage:
    """Return the feed's lines behind the cursor `after`; empty means the beginning.

    Raises ResyncRequired when the cursor is of another epoch, another platform or
    ahead of the feed.
    """
    raise NotImplementedError


def has_news(platform: Platform, after: str) -> bool:
    """Whether `feed_page` would return anything; cheap enough to ask in a loop."""
    raise NotImplementedError


def version_in_force(
    link: Link, at: datetime
) -> tuple[LinkVersion | None, LinkVersion | None]:
    """Return the version the platform had in force at `at`, and the newest issued.

    They differ while the platform had not heard, or not confirmed, by then.
    """
    raise NotImplementedError
