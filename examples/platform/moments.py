"""Instants as whole seconds, and as the text the API speaks: ISO 8601, UTC, `Z`."""

import time
from datetime import UTC, datetime


def now() -> float:
    return time.time()


def text_of(seconds: float) -> str:
    """Write an instant as `2026-09-01T10:15:30Z`; fractions are cut off."""
    moment = datetime.fromtimestamp(int(seconds), tz=UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def exact_text_of(seconds: float) -> str:
    """Write an instant with its fraction: two things within a second have an order."""
    moment = datetime.fromtimestamp(seconds, tz=UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def seconds_of(text: object) -> float:
    """Read an instant; ValueError when it is not one, or names no time zone."""
    moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    if moment is None or moment.tzinfo is None:
        raise ValueError("not an instant with its time zone")
    return moment.timestamp()
