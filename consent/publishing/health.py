"""How platforms answered lately: it chooses a queue, and never drops anything."""

from consent.publishing.models import CALLED_STATES
from consent.publishing.schedule import seconds
from consent.publishing.statements import rows, run

NOTE = """
INSERT INTO consent_platformhealth AS health
    (platform_id, consecutive_failures, is_slow, last_success_at, last_failure_at)
VALUES (%(platform)s, %(failures)s, %(slow)s,
        CASE WHEN %(succeeded)s THEN clock_timestamp() END,
        CASE WHEN %(failed)s THEN clock_timestamp() END)
ON CONFLICT (platform_id) DO UPDATE
SET consecutive_failures = CASE WHEN %(succeeded)s THEN 0
        ELSE health.consecutive_failures + excluded.consecutive_failures END,
    is_slow = excluded.is_slow OR (health.is_slow AND NOT %(succeeded)s),
    last_success_at = coalesce(excluded.last_success_at, health.last_success_at),
    last_failure_at = coalesce(excluded.last_failure_at, health.last_failure_at)
"""
NOTE_READ = """
INSERT INTO consent_platformhealth
    (platform_id, consecutive_failures, is_slow, last_read_at)
VALUES (%(platform)s, 0, false, clock_timestamp())
ON CONFLICT (platform_id) DO UPDATE SET last_read_at = excluded.last_read_at
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


def note_calls(platform_id: int, *, succeeded: int, failed: int, is_slow: bool) -> None:
    """Remember a slice of calls; one success ends a row of failures."""
    run(
        NOTE,
        {
            "platform": platform_id,
            "failures": 0 if succeeded else failed,
            "slow": is_slow,
            "succeeded": succeeded > 0,
            "failed": failed > 0,
        },
    )


def note_feed_read(platform_id: int) -> None:
    run(NOTE_READ, {"platform": platform_id})


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
