"""How a platform stands, as its own people see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consent.alarms.models import Alarm
from consent.delivery_log.deliveries import CONDITION, State, deliveries_of, next_try
from consent.delivery_log.deliveries import state_of as delivery_state
from consent.delivery_log.summaries import DeliverySummary, summary_of
from consent.delivery_log.wording import BREAKERS, STATES, error_words
from consent.organizations.models import Platform
from consent.publishing.breaker import State as Breaker
from consent.publishing.breaker import state_of as breaker_state
from consent.publishing.leases import valid_until
from consent.publishing.models import Delivery, DeliveryAttempt, PlatformHealth

TONES = {
    State.DUE: ("ask", "send"),
    State.RECEIVED: ("ask", "clock"),
    State.ENFORCED: ("yes", "check"),
    State.CLOSED: ("bad", "alert"),
}


@dataclass(frozen=True)
class Overview:
    """One platform in numbers; `valid_until` is the end of its consent lease."""

    platform: Platform
    summary: DeliverySummary
    closed: int
    valid_until: datetime
    is_lease_over: bool
    breaker: Breaker
    breaker_words: str
    next_probe_at: datetime | None
    health: PlatformHealth | None
    alarms: Sequence[Alarm]


@dataclass(frozen=True)
class Row:
    """One delivery in words; empty instants say that nothing is planned."""

    delivery: Delivery
    subject_id: str
    state: State
    words: str
    tone: str
    icon: str
    error: str
    due_since: datetime | None
    next_try_at: datetime | None


@dataclass(frozen=True)
class Try:
    """One try in words; without words the platform took the message in."""

    attempt: DeliveryAttempt
    words: str


def overview_of(platform: Platform, *, now: datetime) -> Overview:
    health: PlatformHealth | None = getattr(platform, "health", None)
    ends = valid_until(platform)
    breaker = breaker_state(health) if health else Breaker.CLOSED
    return Overview(
        platform=platform,
        summary=summary_of(platform),
        closed=deliveries_of(platform).filter(CONDITION[State.CLOSED]).count(),
        valid_until=ends,
        is_lease_over=ends <= now,
        breaker=breaker,
        breaker_words=str(BREAKERS[breaker]),
        next_probe_at=_next_probe(health, now) if breaker is Breaker.OPEN else None,
        health=health,
        alarms=list(
            Alarm.objects.filter(platform=platform, ended_at=None).order_by(
                "-level", "since"
            )
        ),
    )


def _next_probe(health: PlatformHealth | None, now: datetime) -> datetime | None:
    """Return when the next probe goes; a time that is over names none."""
    at = health.next_probe_at if health else None
    return at if at and at > now else None


def present_delivery(delivery: Delivery) -> Row:
    state = delivery_state(delivery)
    tone, icon = TONES[state]
    return Row(
        delivery=delivery,
        subject_id=delivery.link.subject_id,
        state=state,
        words=str(STATES[state]),
        tone=tone,
        icon=icon,
        error=error_words(delivery.last_error),
        due_since=delivery.due_since if state is State.DUE else None,
        next_try_at=next_try(delivery),
    )


def present_attempt(attempt: DeliveryAttempt) -> Try:
    return Try(attempt=attempt, words=error_words(attempt.error))
