"""Times as platforms see them: whole seconds, so that they join nothing."""

from datetime import UTC, datetime


def in_seconds(at: datetime) -> str:
    """Return an instant like 2026-11-23T08:00:00Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
