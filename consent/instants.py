"""Times as platforms are told them: whole seconds, so that they join nobody's traffic."""

from datetime import UTC, datetime


def whole(instant: datetime) -> datetime:
    """Return the second that an instant falls in; never later than the instant."""
    return instant.astimezone(UTC).replace(microsecond=0)


def in_seconds(instant: datetime) -> str:
    """Write an instant in UTC, in whole seconds."""
    return whole(instant).strftime("%Y-%m-%dT%H:%M:%SZ")
