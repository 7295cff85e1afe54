"""How platforms answered lately: it holds messages back, and never drops anything."""

from datetime import datetime

import structlog
from django.db import transaction

from consent.durations import seconds
from consent.publishing.breaker import (
    HEARTBEAT,
    Breaker,
    Calls,
    State,
    after,
    after_heartbeat,
    state_of,
)
from consent.publishing.models import CALLED_STATES
from consent.statements import rows, run

log = structlog.get_logger(__name__)

# Locked until the commit: the next breaker follows from this one.
LOOK = """
SELECT consecutive_failures, failing_link, is_failing_widely, window_since,
       window_calls, window_failures, opened_at, next_probe_at, probes, ramp,
       clock_timestamp()
FROM consent_platformhealth WHERE platform_id = %(platform)s FOR UPDATE
"""
BEGIN = """
INSERT INTO consent_platformhealth (platform_id, consecutive_failures, is_slow)
VALUES (%(platform)s, 0, false) ON CONFLICT DO NOTHING
"""
NOTE = """
UPDATE consent_platformhealth AS health
SET consecutive_failures = %(consecutive_failures)s, failing_link = %(failing_link)s,
    is_failing_widely = %(is_failing_widely)s, window_since = %(window_since)s,
    window_calls = %(window_calls)s, window_failures = %(window_failures)s,
    opened_at = %(opened_at)s, next_probe_at = %(next_probe_at)s,
    probes = %(probes)s, ramp = %(ramp)s,
    is_slow = %(is_slow)s OR (is_slow AND NOT %(has_succeeded)s),
    last_success_at = CASE WHEN %(has_succeeded)s AND %(are_changes)s
        THEN clock_timestamp() ELSE last_success_at END,
    last_failure_at = CASE WHEN %(has_failed)s
        THEN clock_timestamp() ELSE last_failure_at END
WHERE platform_id = %(platform)s
"""
SETTLE = """
UPDATE consent_platformhealth
SET opened_at = NULL, next_probe_at = NULL, probes = 0, ramp = 0
WHERE platform_id = %(platform)s AND opened_at IS NOT NULL AND ramp > 0
"""
PROBE_NOW = """
UPDATE consent_platformhealth SET next_probe_at = clock_timestamp()
WHERE platform_id = %(platform)s AND opened_at IS NOT NULL AND ramp = 0
"""
# Whoever moves the time on sends the heartbeat; a failed one comes again soon.
TAKE_HEARTBEATS = """
INSERT INTO consent_platformhealth AS health
    (platform_id, consecutive_failures, is_slow, last_heartbeat_at)
SELECT id, 0, false, clock_timestamp() FROM consent_platform
WHERE state = ANY(%(states)s) AND endpoint_url <> ''
ORDER BY id
ON CONFLICT (platform_id) DO UPDATE
SET last_heartbeat_at = excluded.last_heartbeat_at
WHERE health.last_heartbeat_at IS NULL
   OR health.last_heartbeat_at < clock_timestamp() - %(every)s * interval '1 second'
RETURNING platform_id
"""
HURRY_HEARTBEAT = """
UPDATE consent_platformhealth
SET last_heartbeat_at = clock_timestamp()
    - greatest(%(every)s - %(busy)s, 0) * interval '1 second'
WHERE platform_id = %(platform)s
"""


@transaction.atomic(savepoint=False)
def note_calls(platform_id: int, calls: Calls, *, is_slow: bool) -> bool:
    """Remember how a slice of messages was answered; True when the platform is back.

    Locks the platform's health until the commit, so it comes last.
    """
    before, now = _look(platform_id)
    breaker = after(before, calls, now=now)
    _note(platform_id, breaker, calls, is_slow=is_slow, are_changes=True)
    was, state = state_of(before), state_of(breaker)
    if was != state:
        log.warning("breaker", platform=platform_id, state=str(state), was=str(was))
    return was is State.OPEN and state is State.HALF_OPEN


@transaction.atomic(savepoint=False)
def note_heartbeat(platform_id: int, *, succeeded: bool, is_slow: bool) -> None:
    """Remember how a heartbeat was answered; it is no success of a change."""
    before, now = _look(platform_id)
    breaker = after_heartbeat(before, succeeded=succeeded, now=now)
    calls = Calls(1) if succeeded else Calls(0, [HEARTBEAT])
    _note(platform_id, breaker, calls, is_slow=is_slow, are_changes=False)


def settle(platform_id: int) -> None:
    """Close a half-open breaker: all that was due went through."""
    run(SETTLE, {"platform": platform_id})


def probe_now(platform_id: int) -> bool:
    """Let the next probe of an open breaker come at once; False if none is open."""
    return run(PROBE_NOW, {"platform": platform_id}) > 0


def _look(platform_id: int) -> tuple[Breaker, datetime]:
    parameters = {"platform": platform_id}
    found = rows(LOOK, parameters)
    if not found:
        run(BEGIN, parameters)
        found = rows(LOOK, parameters)
    *columns, now = found[0]
    return Breaker(*columns), now


def _note(
    platform_id: int,
    breaker: Breaker,
    calls: Calls,
    *,
    is_slow: bool,
    are_changes: bool,
) -> None:
    run(
        NOTE,
        {
            **vars(breaker),
            "platform": platform_id,
            "is_slow": is_slow,
            "are_changes": are_changes,
            "has_succeeded": calls.succeeded > 0,
            "has_failed": bool(calls.failed),
        },
    )


def take_heartbeats() -> list[int]:
    """Return the platforms whose heartbeat is due; each is given to one caller only."""
    parameters = {"states": CALLED_STATES, "every": seconds("HEARTBEAT_SECONDS")}
    return [row[0] for row in rows(TAKE_HEARTBEATS, parameters)]


def hurry_heartbeat(platform_id: int) -> None:
    """Let a heartbeat that failed come again after the wait for busy platforms."""
    run(
        HURRY_HEARTBEAT,
        {
            "platform": platform_id,
            "every": seconds("HEARTBEAT_SECONDS"),
            "busy": seconds("RETRY_BUSY_SECONDS"),
        },
    )
