"""Raising and ending alarms."""

import structlog
from django.db import connection, transaction

from consent.alarms.models import Alarm
from consent.audit import services as audit

log = structlog.get_logger(__name__)

# Repeats are counted, not logged again: no platform can flood the log.
RAISE = """
INSERT INTO consent_alarm AS alarm (platform_id, kind, level, told_level, detail, count)
VALUES (%(platform)s, %(kind)s, %(level)s, 0, left(%(detail)s, 60), 1)
ON CONFLICT (platform_id, kind) WHERE ended_at IS NULL DO UPDATE
SET level = greatest(alarm.level, excluded.level), detail = excluded.detail,
    count = alarm.count + 1, seen_at = clock_timestamp()
RETURNING id, count = 1
"""


@transaction.atomic
def raise_alarm(
    *,
    platform_id: int,
    kind: Alarm.Kind,
    detail: str = "",
    level: Alarm.Level = Alarm.Level.OPERATOR,
) -> None:
    """Open the platform's alarm of this kind, or note one more sign of it.

    `detail` is a short code without personal data. A level that is reached already
    does not fall.
    """
    parameters = {
        "platform": platform_id,
        "kind": str(kind),
        "level": int(level),
        "detail": detail,
    }
    with connection.cursor() as cursor:
        cursor.execute(RAISE, parameters)
        [(alarm_id, is_new)] = cursor.fetchall()
    if is_new:
        log.error("alarm", kind=str(kind), platform=platform_id, detail=detail)
        audit.record(
            kind="alarm.raised",
            body={"alarm": alarm_id, "platform": platform_id, "kind": str(kind)},
        )
