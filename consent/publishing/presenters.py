"""How far a change has come, in the words of the delivery page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from consent.publishing.progress import PlaceProgress, Progress


class State(StrEnum):
    """What the page says of a place."""

    WAITING = "waiting"
    RECEIVED = "received"
    IN_FORCE = "in_force"
    UNREACHED = "unreached"
    REPLACED = "replaced"


@dataclass(frozen=True)
class Place:
    """One place on the delivery page."""

    name: str
    line: str
    state: State
    sent_at: datetime | None
    received_at: datetime | None
    enforced_at: datetime | None
    next_try_at: datetime | None
    lease_end: datetime | None


@dataclass(frozen=True)
class Counts:
    """How many places are how far; the parts add up to `total`."""

    total: int
    in_force: int
    received: int
    waiting: int
    unreached: int


def present_places(
    progress: Sequence[PlaceProgress], *, is_newest: bool = True
) -> list[Place]:
    return [
        Place(
            name=place.platform.name,
            line=place.platform.holds,
            state=_state(place, is_newest=is_newest),
            sent_at=place.sent_at,
            received_at=place.received_at,
            enforced_at=place.enforced_at,
            next_try_at=place.next_attempt_at,
            lease_end=place.lease_ends_at,
        )
        for place in progress
    ]


def count_places(
    progress: Sequence[PlaceProgress], *, is_newest: bool = True
) -> Counts:
    """Count the places; a replaced version is still waiting, under a newer number."""
    states = [_state(place, is_newest=is_newest) for place in progress]
    return Counts(
        total=len(states),
        in_force=states.count(State.IN_FORCE),
        received=states.count(State.RECEIVED),
        waiting=states.count(State.WAITING) + states.count(State.REPLACED),
        unreached=states.count(State.UNREACHED),
    )


def _state(place: PlaceProgress, *, is_newest: bool) -> State:
    match place.state:
        case Progress.ENFORCED:
            return State.IN_FORCE
        case Progress.RECEIVED:
            return State.RECEIVED
        case _ if not is_newest:
            return State.REPLACED
        case _:
            return State.UNREACHED if place.last_error else State.WAITING
