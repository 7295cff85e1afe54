"""Raising and ending alarms, and noting who is at work."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models.functions import Now

from consent.alarms.models import Alarm
from consent.audit import services as audit
from consent.errors import Refusal
from consent.participants.models import Account

log = structlog.get_logger(__name__)

# The others end by themselves, once their cause is gone.
ENDED_BY_HAND = frozenset(
    {Alarm.Kind.NEEDS_HUMAN, Alarm.Kind.NEVER_ISSUED, Alarm.Kind.DIFFERENT}
)

# Repeats are counted, not logged again: no platform can flood the log.
RAISE = """
WITH before AS (
    SELECT level FROM consent_alarm
    WHERE platform_id = %(platform)s AND kind = %(kind)s AND ended_at IS NULL
)
INSERT INTO consent_alarm AS alarm
    (platform_id, kind, level, told_level, detail, count, since)
VALUES (%(platform)s, %(kind)s, %(level)s, 0, left(%(detail)s, 60), 1,
        coalesce(%(since)s, clock_timestamp()))
ON CONFLICT (platform_id, kind) WHERE ended_at IS NULL DO UPDATE
SET level = greatest(alarm.level, excluded.level), detail = excluded.detail,
    since = least(alarm.since, excluded.since),
    count = alarm.count + 1, seen_at = clock_timestamp()
RETURNING id, level, level > coalesce((SELECT level FROM before), 0)
"""
# A sighting is worth no wait for the disk: the next one is a second away.
SEE = """
WITH quickly AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO consent_sighting AS sighting (name, seen_at)
SELECT %(name)s, clock_timestamp() FROM quickly
ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at
"""
TAKE_TURN = f"""{SEE}
WHERE sighting.seen_at <= clock_timestamp() - %(every)s * interval '1 second'
"""


class EndsByItself(Refusal):
    """Only the end of its cause ends this alarm."""

    code = "ends_by_itself"
    sentence = "This alarm ends by itself, once its cause is gone."


@transaction.atomic
def raise_alarm(
    *,
    platform_id: int,
    kind: Alarm.Kind,
    detail: str = "",
    level: Alarm.Level = Alarm.Level.OPERATOR,
    since: datetime | None = None,
) -> None:
    """Open the platform's alarm of this kind, or note one more sign of it.

    `detail` is a short code without personal data. A level that is reached already
    does not fall. `since` is when the trouble began, now unless told.
    """
    parameters: dict[str, Any] = {
        "platform": platform_id,
        "kind": str(kind),
        "level": int(level),
        "detail": detail,
        "since": since,
    }
    with connection.cursor() as cursor:
        cursor.execute(RAISE, parameters)
        [(alarm_id, reached, is_higher)] = cursor.fetchall()
    if is_higher:
        named = {"alarm": alarm_id, "platform": platform_id, "kind": str(kind)}
        log.error("alarm", reached=reached, detail=detail, **named)
        audit.record(kind="alarm.raised", body={**named, "level": reached})


@transaction.atomic
def settle_alarm(*, alarm_id: int) -> None:
    """End an alarm whose cause is gone; settling it again changes nothing."""
    still_open = Alarm.objects.filter(pk=alarm_id, ended_at=None)
    if still_open.update(ended_at=Now()):
        log.warning("alarm_over", alarm=alarm_id)
        audit.record(kind="alarm.ended", body={"alarm": alarm_id})


@transaction.atomic
def end_alarm(*, alarm: Alarm, note: str, by: Account) -> None:
    """Close an alarm that a person has looked into; the note goes to the log.

    Raises EndsByItself for the kinds that are over when their cause is. Ending an
    alarm again changes nothing.
    """
    if alarm.kind not in ENDED_BY_HAND:
        raise EndsByItself
    still_open = Alarm.objects.filter(pk=alarm.pk, ended_at=None)
    if not still_open.update(ended_at=Now()):
        return
    audit.record(
        kind="alarm.ended",
        body={
            "alarm": alarm.pk,
            "platform": alarm.platform_id,
            "kind": alarm.kind,
            "note": note,
            "by": by.pk,
        },
    )


def see(*, name: str) -> None:
    """Note that a part of the machinery is at work now."""
    _run(SEE, {"name": name})


def take_turn(*, name: str, every: float) -> bool:
    """Take a round that comes once in `every` seconds; True for one caller only."""
    return _run(TAKE_TURN, {"name": name, "every": every}) > 0


def _run(statement: str, parameters: Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        touched: int = cursor.rowcount
        return touched
