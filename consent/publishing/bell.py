"""The doorbell: one small message that wakes a drain, and nothing that counts on it."""

import threading
import time
from collections.abc import Collection

import structlog
from django.db import connection

from consent.durations import seconds
from consent.publishing.gates import MAY_GO, STATES
from consent.publishing.models import Urgency
from portal.celery import app

log = structlog.get_logger(__name__)

DRAIN = "publishing.drain"
QUEUES = {Urgency.NARROWING: "urgent", Urgency.WIDENING: "normal"}
SLOW = "slow"

# A lane may be forgotten in a crash, so its commit need not wait for the disk. One
# that may not send now is not rung: the dispatcher looks when it may.
TAKE_BELLS = f"""
WITH quickly AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
rung AS (
    INSERT INTO consent_lane AS taken (platform_id, urgency, rung_until)
    SELECT p.id, lane.urgency, clock_timestamp() + %(pause)s * interval '1 second'
    FROM quickly CROSS JOIN (VALUES (%(urgency)s)) AS lane (urgency)
    CROSS JOIN consent_platform p
    LEFT JOIN consent_platformhealth h ON h.platform_id = p.id
    LEFT JOIN consent_lane l ON l.platform_id = p.id AND l.urgency = lane.urgency
    WHERE p.id = ANY(%(platforms)s) AND {MAY_GO}
    ORDER BY p.id
    ON CONFLICT (platform_id, urgency) DO UPDATE SET rung_until = excluded.rung_until
    WHERE taken.rung_until IS NULL OR taken.rung_until < clock_timestamp()
    RETURNING platform_id
)
SELECT rung.platform_id, coalesce(health.is_slow, false)
FROM rung LEFT JOIN consent_platformhealth AS health USING (platform_id)
"""  # noqa: S608
GIVE_BACK = """
UPDATE consent_lane SET rung_until = NULL
WHERE urgency = %(urgency)s AND platform_id = ANY(%(platforms)s)
"""

_guard = threading.Lock()
quiet_until = 0.0


def ring(*, platform_ids: Collection[int], urgency: str) -> frozenset[int]:
    """Wake one drain for each lane; return those that could not be reached.

    A lane that was rung a moment ago counts as reached. One failed message keeps
    this process from trying again for some seconds, so that a broker that does
    not answer costs a request one short wait, once.
    """
    wanted = frozenset(platform_ids)
    if not wanted:
        return wanted
    if time.monotonic() < quiet_until:
        return wanted
    with connection.cursor() as cursor:
        cursor.execute(
            TAKE_BELLS,
            {
                "urgency": urgency,
                "pause": seconds("RING_SECONDS"),
                "platforms": list(wanted),
                **STATES,
            },
        )
        taken: dict[int, bool] = dict(cursor.fetchall())
    missed = _send(taken, urgency)
    if missed:
        with connection.cursor() as cursor:
            cursor.execute(GIVE_BACK, {"urgency": urgency, "platforms": list(missed)})
    return missed


def _send(platforms: dict[int, bool], urgency: str) -> frozenset[int]:
    global quiet_until  # noqa: PLW0603
    left = dict(platforms)
    try:
        with app.producer_or_acquire() as producer:
            for platform_id, is_slow in platforms.items():
                app.send_task(
                    DRAIN,
                    args=[platform_id, urgency],
                    queue=SLOW if is_slow else QUEUES[Urgency(urgency)],
                    producer=producer,
                    retry=False,
                    ignore_result=True,
                )
                del left[platform_id]
    # Whatever a broker can do to us must not reach the person who just saved.
    except Exception as error:  # noqa: BLE001
        with _guard:
            quiet_until = time.monotonic() + seconds("BELL_PAUSE_SECONDS")
        log.warning("bell_failed", error=type(error).__name__, lanes=len(left))
    return frozenset(left)
