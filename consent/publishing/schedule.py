"""When to try again, and how long things may take. Seconds throughout."""

import secrets
from datetime import timedelta

from consent.durations import numbers, seconds
from consent.publishing.models import Urgency

JITTER = 0.2
LONG_AFTER = timedelta(days=1)
_random = secrets.SystemRandom()


def steps_of(urgency: str) -> list[float]:
    """Return the waits after each failed try; the last is repeated without end."""
    return numbers(
        "RETRY_NARROWING" if urgency == Urgency.NARROWING else "RETRY_WIDENING"
    )


def wait_after(
    *,
    urgency: str,
    attempts: int,
    failing_for: timedelta = timedelta(0),
    is_busy: bool = False,
    asked: float | None = None,
) -> float:
    """Return how long to wait after failed try number `attempts`, counted from 1.

    `is_busy`: the platform timed out or said that it has too much to do. `asked` is
    its Retry-After, followed only between our own wait and the longest of the
    narrowing schedule: a platform cannot put off a narrowing by asking.
    """
    steps = steps_of(urgency)
    wait = steps[min(attempts, len(steps) - 1)]
    longest = max(steps_of(Urgency.NARROWING))
    if urgency == Urgency.NARROWING and failing_for > LONG_AFTER:
        wait = max(wait, 2 * longest)
    if is_busy:
        wait = max(wait, seconds("RETRY_BUSY_SECONDS"))
    wait *= _random.uniform(1 - JITTER, 1 + JITTER)
    return wait if asked is None else max(wait, min(asked, longest))
