"""Claiming what is due, and writing down what came of it.

A claim is a lease by the database's clock: whoever dies while holding one loses
it by itself. Exclusivity spares the platform repeats; correctness does not need it.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from consent.publishing.schedule import seconds
from consent.publishing.statements import rows, run

# `d` is a delivery: it is due while its newest version is not received, and again
# when that version was received but not put in force in time.
IS_DUE = """
    (d.received_version < d.target_version
     OR (d.enforced_version < d.target_version AND d.enforce_by < clock_timestamp()))
    AND d.next_attempt_at <= clock_timestamp()
    AND (d.lease_until IS NULL OR d.lease_until < clock_timestamp())
"""
# Each half has an index of its own; together they would have none.
UNRECEIVED = "d.received_version < d.target_version"
UNCONFIRMED = """
    d.enforced_version < d.target_version AND d.enforce_by < clock_timestamp()
"""
IN_LANE = "d.platform_id = %(platform)s AND d.urgency = %(urgency)s"

CLAIM = f"""
WITH quickly AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
candidates AS (
    (SELECT d.link_id FROM consent_delivery d, quickly
     WHERE {IN_LANE} AND {UNRECEIVED} AND {IS_DUE}
     ORDER BY d.next_attempt_at LIMIT %(limit)s)
    UNION ALL
    (SELECT d.link_id FROM consent_delivery d, quickly
     WHERE {IN_LANE} AND {UNCONFIRMED} AND {IS_DUE}
     ORDER BY d.enforce_by LIMIT %(limit)s)
),
mine AS (
    SELECT d.link_id FROM consent_delivery d
    WHERE d.link_id IN (SELECT link_id FROM candidates) AND {IN_LANE} AND {IS_DUE}
    ORDER BY d.link_id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE consent_delivery AS d
SET claim_token = %(token)s, attempts = d.attempts + 1,
    lease_until = clock_timestamp() + %(lease)s * interval '1 second'
FROM mine WHERE d.link_id = mine.link_id
RETURNING d.link_id, d.target_version, d.enforced_version, d.attempts,
          d.urgency, d.first_failed_at
"""  # noqa: S608
HAS_DUE = f"""
SELECT EXISTS (SELECT 1 FROM consent_delivery d
               WHERE {IN_LANE} AND {UNRECEIVED} AND {IS_DUE})
    OR EXISTS (SELECT 1 FROM consent_delivery d
               WHERE {IN_LANE} AND {UNCONFIRMED} AND {IS_DUE})
"""  # noqa: S608

TAKE_LANE = """
WITH quickly AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO consent_lane AS lane (platform_id, urgency, drain_token, drain_until)
SELECT %(platform)s, %(urgency)s, %(token)s,
       clock_timestamp() + %(lease)s * interval '1 second'
FROM quickly
ON CONFLICT (platform_id, urgency) DO UPDATE
SET rung_until = NULL, drain_token = excluded.drain_token,
    drain_until = excluded.drain_until
WHERE lane.drain_until IS NULL OR lane.drain_until < clock_timestamp()
   OR lane.drain_token = excluded.drain_token
"""
LEAVE_LANE = """
WITH quickly AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
UPDATE consent_lane AS lane
SET rung_until = NULL, drain_token = NULL, drain_until = NULL
FROM quickly
WHERE lane.platform_id = %(platform)s AND lane.urgency = %(urgency)s
  AND lane.drain_token = %(token)s
"""


@dataclass(frozen=True)
class LaneKey:
    """A platform's lane, and the token of the drain that works on it."""

    platform_id: int
    urgency: str
    token: uuid.UUID

    def parameters(self, **more: object) -> dict[str, object]:
        return {
            "platform": self.platform_id,
            "urgency": self.urgency,
            "token": self.token,
            **more,
        }


@dataclass(frozen=True)
class Claim:
    """A delivery that is ours until the lease runs out."""

    link_id: int
    version: int
    enforced_version: int
    attempts: int
    urgency: str
    first_failed_at: datetime | None


def take_lane(lane: LaneKey) -> bool:
    """Take or keep the lane; False when another drain has it."""
    parameters = lane.parameters(lease=seconds("LANE_SECONDS"))
    return run(TAKE_LANE, parameters) > 0


def leave_lane(lane: LaneKey) -> None:
    """Leave the lane and hang the bell up again; look for due rows after this."""
    run(LEAVE_LANE, lane.parameters())


def has_due(lane: LaneKey) -> bool:
    return bool(rows(HAS_DUE, lane.parameters())[0][0])


def claim_due(lane: LaneKey, *, limit: int) -> list[Claim]:
    """Claim up to `limit` due deliveries of the lane, the longest waiting first."""
    parameters = lane.parameters(limit=limit, lease=seconds("LEASE_SECONDS"))
    return [Claim(*row) for row in rows(CLAIM, parameters)]


def lock_deliveries(link_ids: Collection[int]) -> None:
    """Lock deliveries in the one order that everybody keeps."""
    rows(
        "SELECT link_id FROM consent_delivery WHERE link_id = ANY(%(links)s) "
        "ORDER BY link_id FOR UPDATE",
        {"links": list(link_ids)},
    )
