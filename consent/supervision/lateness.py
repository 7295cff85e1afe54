"""What is wrong at which platform, and for how long: one statement for all of them.

It costs the same however much a dead platform has waiting: of each platform only
its `OLDEST` narrowings are looked at, in the order of an index.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from consent.alarms.models import Alarm
from consent.durations import seconds
from consent.publishing.models import CALLED_STATES
from consent.statements import rows

OLDEST = 100
# Whoever answers so goes on answering so, until somebody there mends it.
NEEDS_HUMAN = (
    *("status_401", "status_403", "status_404", "status_410"),
    *("tls", "address_refused"),
)

# The row whose narrowing is oldest may hold back a narrowing that came later, since
# a part of it was received: the versions say which. A version that was given up
# counts no more, and one that was received once, and lost there, is late from when
# we heard of the loss; its lease counts from when it was saved.
UNRECEIVED = """
    SELECT min(greatest(v.issued_at, oldest.due_since)) AS since,
           (array_agg(oldest.last_error
                      ORDER BY greatest(v.issued_at, oldest.due_since)))[1] AS detail
    FROM (
        SELECT d.link_id, d.target_version, d.last_error, d.due_since,
               greatest(d.received_version, d.closed_version) AS done
        FROM consent_delivery d
        WHERE d.platform_id = p.id AND d.narrowing_since IS NOT NULL
          AND d.urgency = 'narrowing' AND d.received_version < d.target_version
          AND d.closed_version < d.target_version
          AND (SELECT true FROM consent_delivery any_due
               WHERE any_due.platform_id = p.id AND any_due.urgency = 'narrowing'
                 AND any_due.received_version < any_due.target_version
               ORDER BY any_due.next_attempt_at LIMIT 1)
        ORDER BY d.narrowing_since LIMIT %(oldest)s
    ) AS oldest
    JOIN consent_linkversion v ON v.link_id = oldest.link_id
     AND v.version > oldest.done AND v.version <= oldest.target_version
     AND v.change IN ('narrowed', 'withdrawn')
"""
# Counted from when a place must have put in force what it then held. `enforce_by`
# would not do: it moves on with every reminder. What waits in the lane of widenings
# has no narrowing that is not received.
UNENFORCED = """
    SELECT min(heard.at) + %(within)s * interval '1 second' AS since,
           (array_agg(oldest.last_error ORDER BY heard.at))[1] AS detail
    FROM (
        SELECT d.link_id, d.target_version, d.last_error,
               greatest(d.enforced_version, d.closed_version) AS done
        FROM consent_delivery d
        WHERE d.platform_id = p.id AND d.narrowing_since IS NOT NULL
          AND (d.received_version >= d.target_version OR d.urgency = 'widening')
          AND d.enforced_version < d.target_version
        ORDER BY d.narrowing_since LIMIT %(oldest)s
    ) AS oldest
    CROSS JOIN LATERAL (
        SELECT c.at FROM consent_confirmation c
        WHERE c.link_id = oldest.link_id AND c.step = 'received' AND c.version >= (
            SELECT min(v.version) FROM consent_linkversion v
            WHERE v.link_id = oldest.link_id AND v.version > oldest.done
              AND v.version <= oldest.target_version
              AND v.change IN ('narrowed', 'withdrawn')
        )
        ORDER BY c.at LIMIT 1
    ) AS heard
"""
# Over when a call succeeded since, and no delivery is still answered like that.
REFUSING = """
    SELECT alarm.since, alarm.detail FROM consent_alarm alarm
    WHERE alarm.platform_id = p.id AND alarm.kind = 'needs_human'
      AND alarm.ended_at IS NULL
      AND NOT (
          coalesce(health.last_success_at > alarm.seen_at, false)
          AND NOT EXISTS (
              SELECT FROM consent_delivery d
              WHERE d.platform_id = p.id AND d.received_version < d.target_version
                AND d.closed_version < d.target_version
                AND d.last_error = ANY(%(needs_human)s)
          )
      )
"""
LOOK = f"""
SELECT p.id, wrong.kind, wrong.since, coalesce(wrong.detail, ''),
       CASE WHEN wrong.since IS NULL THEN 0 ELSE least(wrong.highest, greatest(
           wrong.lowest, width_bucket(
               extract(epoch FROM clock_timestamp() - wrong.since)::float8,
               %(ages)s::float8[]))) END AS level,
       alarm.id, coalesce(alarm.level, 0),
       coalesce(alarm.seen_at < clock_timestamp() - interval '1 minute', true)
FROM consent_platform p
LEFT JOIN consent_platformhealth health ON health.platform_id = p.id
LEFT JOIN LATERAL ({UNRECEIVED}) AS unreceived ON p.state = ANY(%(states)s)
LEFT JOIN LATERAL ({UNENFORCED}) AS unenforced ON p.state = ANY(%(states)s)
LEFT JOIN LATERAL ({REFUSING}) AS refusing ON true
CROSS JOIN LATERAL (VALUES
    ('unreceived', unreceived.since, unreceived.detail, 0, 4),
    ('unenforced', unenforced.since, unenforced.detail, 0, 3),
    ('needs_human', refusing.since, refusing.detail, 1, 2),
    ('unreconciled', health.reconciling_since, '', 1, 3)
) AS wrong (kind, since, detail, lowest, highest)
LEFT JOIN consent_alarm alarm ON alarm.platform_id = p.id
      AND alarm.kind = wrong.kind AND alarm.ended_at IS NULL
WHERE wrong.since IS NOT NULL OR alarm.id IS NOT NULL
"""  # noqa: S608


@dataclass(frozen=True)
class Finding:
    """One kind of trouble at a platform. Level 0: there is none, or not for long.

    `alarm_id` and `alarm_level` are of the alarm that is open for it; `is_unseen`
    means that it was not noted for a minute.
    """

    platform_id: int
    kind: Alarm.Kind
    since: datetime | None
    detail: str
    level: int
    alarm_id: int | None
    alarm_level: int
    is_unseen: bool


def find_late() -> list[Finding]:
    """Return what is wrong, and the open alarms whose cause is gone."""
    found = rows(
        LOOK,
        {
            "oldest": OLDEST,
            "within": seconds("ENFORCE_WITHIN_SECONDS"),
            "needs_human": list(NEEDS_HUMAN),
            "ages": list(settings.PUBLISHING["ALARMS"]),
            "states": list(CALLED_STATES),
        },
    )
    return [
        Finding(platform_id, Alarm.Kind(kind), *others)
        for platform_id, kind, *others in found
    ]
