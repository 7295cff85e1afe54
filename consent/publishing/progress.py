"""How far versions have come at the places of one person, or of one platform."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from consent.instants import whole
from consent.links.models import Link
from consent.organizations.models import Platform
from consent.participants.models import Participant
from consent.publishing.arrivals import arrivals_of
from consent.publishing.leases import consent_lease
from consent.publishing.models import Delivery, PlatformHealth


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
    `next_attempt_at` is empty when nobody can say when the next try is.
    `late_since` is set once the place may use nobody's data, because a narrowing of
    somebody there is not in force in time.
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
    is_lease_over: bool = False
    late_since: datetime | None = None
    closed_at: datetime | None = None
    closed_reason: str = ""
    are_its_people_told: bool = False


def progress_of(
    participant: Participant, preference_version: int | None = None
) -> list[PlaceProgress]:
    """Return how far a preference has come at each open link, in name order.

    Without a version: the newest that each link was told. A link that was never
    told anything, or not yet of this version, is left out.
    """
    return [_progress(link) for link in arrivals_of(participant, preference_version)]


def _progress(link: Any) -> PlaceProgress:
    """Derive the state from the delivery's numbers; `link` carries the annotations."""
    delivery: Delivery = link.delivery
    if delivery.enforced_version >= link.wanted_version:
        state = Progress.ENFORCED
    elif delivery.received_version >= link.wanted_version:
        state = Progress.RECEIVED
    else:
        state = Progress.ON_ITS_WAY
    since, lease = delivery.narrowing_since, consent_lease()
    owes_since, is_enforced = link.owes_since, state is Progress.ENFORCED
    return PlaceProgress(
        link=link,
        platform=link.platform,
        state=state,
        version=link.wanted_version,
        sent_at=link.sent_at,
        # What was said once, and has turned out otherwise since, is not so now.
        received_at=None if state is Progress.ON_ITS_WAY else link.received_at,
        enforced_at=link.enforced_at if is_enforced else None,
        last_error=delivery.last_error,
        next_attempt_at=_next_attempt(link) if state is Progress.ON_ITS_WAY else None,
        lease_ends_at=whole(since + lease) if since else None,
        is_lease_over=since is not None and whole(since + lease) <= link.now,
        late_since=owes_since if owes_since and owes_since + lease < link.now else None,
        closed_at=None if is_enforced else link.closed_at,
        closed_reason="" if is_enforced else link.closed_reason or "",
        are_its_people_told=link.are_its_people_told,
    )


def _next_attempt(link: Any) -> datetime | None:
    """Return the time of the next try; an open breaker, or a busy one, has none."""
    health: PlatformHealth | None = getattr(link.platform, "health", None)
    at: datetime = link.delivery.next_attempt_at
    is_called_on_time = health is None or health.opened_at is None
    return at if is_called_on_time and at > link.now else None
