"""How far a change has come, in the words of the delivery page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from consent.links.models import Link
from consent.organizations.models import Platform
from consent.publishing.progress import PlaceProgress, Progress
from consent.publishing.troubles import Trouble, reason_of, trouble_of


class State(StrEnum):
    """How far the change has come at a place."""

    WAITING = "waiting"
    RECEIVED = "received"
    IN_FORCE = "in_force"
    UNREACHED = "unreached"
    CLOSED = "closed"
    HELD = "held"
    REPLACED = "replaced"


class Standing(StrEnum):
    """What decides about data at a place before any choice does; mostly nothing.

    GONE: not part of Ambit any more. HELD: it knew a newer choice than our restored
    records. SILENT: it has not confirmed in time. STOPPED: a steward stopped it.
    """

    FINE = "fine"
    GONE = "gone"
    HELD = "held"
    SILENT = "silent"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Place:
    """One place on the delivery page; `lease_end` is when it must stop by itself.

    `reason` is why it refused, in its own words.
    """

    name: str
    line: str
    state: State
    standing: Standing
    is_leaving: bool
    sent_at: datetime | None
    received_at: datetime | None
    enforced_at: datetime | None
    next_try_at: datetime | None
    lease_end: datetime | None
    is_lease_over: bool
    late_since: datetime | None
    closed_at: datetime | None
    closed_reason: str
    are_its_people_told: bool
    trouble: Trouble = Trouble.NONE
    reason: str = ""


@dataclass(frozen=True)
class Counts:
    """How many places are how far; the parts add up to `total`.

    `barred` are those of the unreached that may use nothing until they are reached;
    `stopped` those where it is in force, and that may use nothing all the same.
    """

    total: int
    in_force: int
    received: int
    waiting: int
    unreached: int
    closed: int
    held: int
    barred: int = 0
    stopped: int = 0

    @property
    def reached(self) -> int:
        """How many have the change, in force or not yet."""
        return self.in_force + self.received

    @property
    def is_done(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.in_force + self.closed + self.held == self.total


def present_places(
    progress: Sequence[PlaceProgress], *, is_newest: bool = True
) -> list[Place]:
    """Present each place; what holds there now belongs to the newest change only."""
    return [
        Place(
            name=place.platform.name,
            line=place.platform.holds,
            state=_state(place, is_newest=is_newest),
            standing=_standing(place) if is_newest else Standing.FINE,
            is_leaving=place.link.state == Link.State.ENDING,
            sent_at=place.sent_at,
            received_at=place.received_at,
            enforced_at=place.enforced_at,
            next_try_at=place.next_attempt_at,
            lease_end=place.lease_ends_at,
            is_lease_over=place.is_lease_over,
            late_since=place.late_since,
            closed_at=place.closed_at,
            closed_reason=place.closed_reason,
            are_its_people_told=place.are_its_people_told,
            trouble=trouble_of(place, is_newest=is_newest),
            reason=reason_of(place),
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
        closed=states.count(State.CLOSED),
        held=states.count(State.HELD),
        barred=sum(
            state is State.UNREACHED
            and (place.is_lease_over or _standing(place) is not Standing.FINE)
            for place, state in zip(progress, states, strict=True)
        ),
        stopped=sum(
            is_newest
            and state is State.IN_FORCE
            and _standing(place) is not Standing.FINE
            for place, state in zip(progress, states, strict=True)
        ),
    )


def _state(place: PlaceProgress, *, is_newest: bool) -> State:
    """Name how far the change is; where the place knows a newer one, it counts no more."""
    if is_newest and place.link.held_since is not None:
        return State.HELD
    match place.state:
        case Progress.ENFORCED:
            return State.IN_FORCE
        case _ if place.closed_at is not None:
            return State.CLOSED
        case Progress.RECEIVED:
            return State.RECEIVED
        case _ if not is_newest:
            return State.REPLACED
        case _:
            return State.UNREACHED if place.last_error else State.WAITING


def _standing(place: PlaceProgress) -> Standing:
    """Name the one thing that decides first; what the person can mend comes early."""
    platform = place.platform
    if platform.state == Platform.State.ENDED:
        return Standing.GONE
    if place.link.held_since is not None:
        return Standing.HELD
    if platform.state == Platform.State.SUSPENDED:
        is_silent = bool(platform.state_before_silence)
        return Standing.SILENT if is_silent else Standing.STOPPED
    return Standing.SILENT if place.late_since is not None else Standing.FINE
