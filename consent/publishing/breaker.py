"""The breaker of a platform: when calls to it are held back, and how they come back.

It only says what may be sent now; what is due stays due. Pure: times are the
database's clock, handed in. The columns are explained at PlatformHealth.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from consent.durations import numbers, seconds

# Heartbeats concern no link; they count as one of their own.
HEARTBEAT = 0
# So many messages on their way at once are no longer a ramp.
FULL = 64


class State(StrEnum):
    """Closed lets everything pass, open only probes, half-open a growing few."""

    CLOSED = "closed"
    HALF_OPEN = "half_open"
    OPEN = "open"


class HasBreaker(Protocol):
    """What tells a breaker's state: a Breaker, or a PlatformHealth row."""

    @property
    def opened_at(self) -> datetime | None: ...
    @property
    def ramp(self) -> int: ...


@dataclass(frozen=True)
class Calls:
    """How a slice of messages was answered.

    `failed` names one link for each message that failed, HEARTBEAT for a heartbeat.
    """

    succeeded: int
    failed: Sequence[int] = ()


@dataclass(frozen=True)
class Breaker:
    """The columns of a platform's health that make its breaker."""

    consecutive_failures: int = 0
    failing_link: int | None = None
    is_failing_widely: bool = False
    window_since: datetime | None = None
    window_calls: int = 0
    window_failures: int = 0
    opened_at: datetime | None = None
    next_probe_at: datetime | None = None
    probes: int = 0
    ramp: int = 0


def state_of(breaker: HasBreaker) -> State:
    """Return the state that the columns mean."""
    if breaker.opened_at is None:
        return State.CLOSED
    return State.HALF_OPEN if breaker.ramp > 0 else State.OPEN


def after(breaker: Breaker, calls: Calls, *, now: datetime) -> Breaker:
    """Return what the breaker is once these calls to changes have been answered.

    A link that fails again and again is no news about its platform: alone it neither
    opens the breaker nor keeps it open.
    """
    if not calls.succeeded and not calls.failed:
        return breaker
    noted = _count(breaker, calls, now)
    news = [link for link in calls.failed if link != breaker.failing_link]
    match state_of(breaker):
        case State.CLOSED:
            return _open(noted, now) if _is_too_much(noted) else noted
        case State.HALF_OPEN if news:
            return _open(noted, now)
        case State.HALF_OPEN:
            ramp = breaker.ramp + calls.succeeded
            return close(noted) if ramp >= FULL else replace(noted, ramp=ramp)
        case State.OPEN:
            return _after_probe(noted, calls, has_news=bool(news), now=now)


def after_heartbeat(breaker: Breaker, *, succeeded: bool, now: datetime) -> Breaker:
    """Return what the breaker is after a heartbeat.

    A good one lets the next probe come at once, but says nothing about changes: it
    closes nothing and ends no row of failures. A failed one counts towards opening.
    """
    is_open = state_of(breaker) is State.OPEN
    if succeeded:
        return replace(breaker, next_probe_at=now) if is_open else breaker
    return breaker if is_open else after(breaker, Calls(0, [HEARTBEAT]), now=now)


def close(breaker: Breaker) -> Breaker:
    """Return the breaker closed, with nothing held against the platform."""
    return Breaker(failing_link=breaker.failing_link)


def _count(breaker: Breaker, calls: Calls, now: datetime) -> Breaker:
    """Return the breaker with these calls in its row of failures and its window."""
    news = [link for link in calls.failed if link != breaker.failing_link]
    length = timedelta(seconds=seconds("BREAKER_WINDOW_SECONDS"))
    is_over = breaker.window_since is None or breaker.window_since < now - length
    begun = Breaker() if is_over else breaker
    first = calls.failed[0] if calls.failed else breaker.failing_link
    goes_on = breaker.consecutive_failures > 0 and not calls.succeeded
    others = [link for link in calls.failed if link != first]
    return replace(
        breaker,
        consecutive_failures=0
        if calls.succeeded
        else breaker.consecutive_failures + len(calls.failed),
        failing_link=breaker.failing_link if goes_on else first,
        is_failing_widely=(breaker.is_failing_widely or bool(news))
        if goes_on
        else bool(others) and not calls.succeeded,
        window_since=begun.window_since or now,
        window_calls=begun.window_calls + calls.succeeded + len(news),
        window_failures=begun.window_failures + len(news),
    )


def _is_too_much(breaker: Breaker) -> bool:
    in_a_row = breaker.consecutive_failures >= seconds("BREAKER_FAILURES")
    enough = breaker.window_calls >= seconds("BREAKER_CALLS")
    half = 2 * breaker.window_failures >= breaker.window_calls
    return (in_a_row and breaker.is_failing_widely) or (enough and half)


def _open(breaker: Breaker, now: datetime) -> Breaker:
    return replace(
        breaker,
        opened_at=breaker.opened_at or now,
        next_probe_at=_soon(now),
        probes=1,
        ramp=0,
        window_since=None,
        window_calls=0,
        window_failures=0,
    )


def _after_probe(
    breaker: Breaker, calls: Calls, *, has_news: bool, now: datetime
) -> Breaker:
    if calls.succeeded and not has_news:
        return replace(breaker, ramp=calls.succeeded, probes=0)
    if has_news:
        return replace(breaker, failing_link=calls.failed[-1])
    # The same link as before: perhaps it is alone, and others should not wait for it.
    return replace(
        breaker,
        next_probe_at=min(breaker.next_probe_at or _soon(now), _soon(now)),
        probes=max(breaker.probes - 1, 0),
    )


def _soon(now: datetime) -> datetime:
    """Return when the first probe of a row comes; claiming one sets the next."""
    return now + timedelta(seconds=numbers("PROBES")[0])
