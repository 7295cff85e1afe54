"""Claiming what is due, and writing down what came of it.

A claim is a lease by the database's clock: whoever dies while holding one loses
it by itself. Exclusivity spares the platform repeats; correctness does not need it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from consent.durations import numbers, seconds
from consent.publishing.gates import (
    IS_DUE,
    MAY_GO,
    STATES,
    UNCONFIRMED,
    UNRECEIVED,
    WIDENINGS_LEFT,
    first_due,
)
from consent.publishing.lanes import LaneKey
from consent.statements import rows, run

IN_LANE = "d.platform_id = %(platform)s AND d.urgency = %(urgency)s"
# Messages with one change that may be on their way at once, and messages with many:
# so much, at most, is left claimed by a lost worker.
SINGLES_AT_ONCE, BATCHES_AT_ONCE = 64, 8
LARGEST_CLAIM = 100 * BATCHES_AT_ONCE

WAYS = f"""
SELECT p.id, p.widenings_per_minute, {MAY_GO} AS may_go,
       h.opened_at IS NOT NULL AND h.ramp = 0 AS is_open,
       CASE WHEN h.opened_at IS NOT NULL THEN h.ramp
            WHEN p.batch_size > 1 THEN {BATCHES_AT_ONCE} * p.batch_size
            ELSE {SINGLES_AT_ONCE} END - %(flying)s AS room,
       CASE WHEN lane.urgency = 'widening' THEN {WIDENINGS_LEFT}
            ELSE %(limit)s END AS allowance
FROM consent_platform p
CROSS JOIN (VALUES (%(urgency)s)) AS lane (urgency)
LEFT JOIN consent_platformhealth h ON h.platform_id = p.id
LEFT JOIN consent_lane l ON l.platform_id = p.id AND l.urgency = lane.urgency
WHERE p.id = %(platform)s
"""  # noqa: S608
# Whoever moves the time on has the probe: one message, however many drains there are.
PROBE = f"""
UPDATE consent_platformhealth AS h
SET probes = h.probes + 1,
    next_probe_at = clock_timestamp() + interval '1 second' * CASE
        WHEN h.opened_at < clock_timestamp() - interval '1 day' THEN %(later)s
        ELSE (%(pauses)s::float8[])[least(h.probes + 1, cardinality(%(pauses)s))] END
FROM way
WHERE h.platform_id = way.id AND way.may_go AND way.is_open AND %(flying)s = 0
  AND h.opened_at IS NOT NULL AND h.ramp = 0 AND h.next_probe_at <= clock_timestamp()
  AND {first_due("way.id", "%(urgency)s")} IS NOT NULL
RETURNING 1 AS most
"""  # noqa: S608
CLAIM = f"""
WITH quickly AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
way AS MATERIALIZED ({WAYS}),
probe AS ({PROBE}),
gate AS MATERIALIZED (
    SELECT CASE WHEN way.is_open THEN (SELECT count(*) FROM probe)
        WHEN way.may_go THEN greatest(least(%(limit)s, room, allowance), 0)
        ELSE 0 END AS most
    FROM way, quickly
),
candidates AS (
    (SELECT d.link_id, d.next_attempt_at AS since FROM consent_delivery d
     WHERE {IN_LANE} AND {UNRECEIVED} AND {IS_DUE}
     ORDER BY d.next_attempt_at LIMIT (SELECT most FROM gate))
    UNION ALL
    (SELECT d.link_id, d.enforce_by FROM consent_delivery d
     WHERE {IN_LANE} AND {UNCONFIRMED} AND {IS_DUE}
     ORDER BY d.enforce_by LIMIT (SELECT most FROM gate))
),
oldest AS (
    SELECT link_id FROM candidates ORDER BY since LIMIT (SELECT most FROM gate)
),
mine AS (
    SELECT d.link_id FROM consent_delivery d
    -- An array, since a join would be planned for a number of rows that nobody knows.
    WHERE d.link_id = ANY(ARRAY(SELECT link_id FROM oldest)) AND {IN_LANE} AND {IS_DUE}
    ORDER BY d.link_id FOR UPDATE SKIP LOCKED
),
paid AS (
    UPDATE consent_lane AS l
    SET paced_until = greatest(l.paced_until, clock_timestamp())
        + (SELECT count(*) FROM mine) * interval '1 minute' / way.widenings_per_minute
    FROM way
    WHERE l.platform_id = %(platform)s AND l.urgency = %(urgency)s
      AND l.urgency = 'widening' AND way.widenings_per_minute IS NOT NULL
)
UPDATE consent_delivery AS d
SET claim_token = %(token)s, attempts = d.attempts + 1,
    lease_until = clock_timestamp() + %(lease)s * interval '1 second'
WHERE d.link_id = ANY(ARRAY(SELECT link_id FROM mine))
RETURNING d.link_id, d.target_version, d.enforced_version, d.attempts,
          d.urgency, clock_timestamp() - d.first_failed_at
"""  # noqa: S608
HAS_DUE = f"""
SELECT {first_due("%(platform)s", "%(urgency)s")} IS NOT NULL
FROM ({WAYS}) AS way WHERE way.may_go
"""  # noqa: S608
# What failed while the platform was away need not sit out its wait.
HURRY = f"""
WITH mine AS (
    SELECT d.link_id FROM consent_delivery d
    WHERE d.platform_id = %(platform)s AND d.urgency = 'narrowing' AND {UNRECEIVED}
      AND d.first_failed_at IS NOT NULL AND d.next_attempt_at > clock_timestamp()
    ORDER BY d.link_id LIMIT 1000 FOR UPDATE SKIP LOCKED
)
UPDATE consent_delivery AS d SET next_attempt_at = clock_timestamp()
FROM mine WHERE d.link_id = mine.link_id
"""  # noqa: S608


@dataclass(frozen=True)
class Claim:
    """A delivery that is ours until the lease runs out."""

    link_id: int
    version: int
    enforced_version: int
    attempts: int
    urgency: str
    failing_for: timedelta | None


def has_due(lane: LaneKey) -> bool:
    """Whether anything in the lane is due, and may go now."""
    found = rows(HAS_DUE, lane.parameters(limit=1, flying=0, **STATES))
    return any(has_due for (has_due,) in found)


def claim_due(
    lane: LaneKey, *, limit: int = LARGEST_CLAIM, flying: int = 0
) -> list[Claim]:
    """Claim due deliveries of the lane, the longest waiting first.

    `flying` is how many the caller has on their way. There are fewer than `limit`
    when the breaker or the platform's pace allow no more, and one for a probe.
    """
    parameters = lane.parameters(
        limit=limit,
        flying=flying,
        lease=seconds("LEASE_SECONDS"),
        pauses=numbers("PROBES"),
        later=seconds("PROBE_LATER_SECONDS"),
        **STATES,
    )
    return [Claim(*row) for row in rows(CLAIM, parameters)]


def hurry_failed(platform_id: int) -> None:
    """Let the narrowings that failed be tried at once: their platform is back."""
    run(HURRY, {"platform": platform_id})


def lock_deliveries(link_ids: Collection[int]) -> None:
    """Lock deliveries in the one order that everybody keeps."""
    rows(
        "SELECT link_id FROM consent_delivery WHERE link_id = ANY(%(links)s) "
        "ORDER BY link_id FOR UPDATE",
        {"links": list(link_ids)},
    )
