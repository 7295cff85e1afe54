"""Lanes: whose turn it is to drain one, by a short lease of the database's clock."""

import uuid
from dataclasses import dataclass

from consent.durations import seconds
from consent.statements import run

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


def take_lane(lane: LaneKey) -> bool:
    """Take or keep the lane; False when another drain has it."""
    parameters = lane.parameters(lease=seconds("LANE_SECONDS"))
    return run(TAKE_LANE, parameters) > 0


def leave_lane(lane: LaneKey) -> None:
    """Leave the lane and hang the bell up again; look for due rows after this."""
    run(LEAVE_LANE, lane.parameters())
