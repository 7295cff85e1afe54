"""What is due, and what lets a lane send it now: the SQL that everybody asks alike.

Nothing here drops anything: what may not go now stays due. `d` is a delivery, `p` a
platform, `h` its health and `l` its lane (both perhaps missing), `lane` what names
the urgency that is asked for.
"""

from consent.publishing.models import CALLED_STATES

# The time of the statement, for an index cannot be searched by a running clock.
NOW = "statement_timestamp()"
# A delivery is due while its newest version is not received, and again when that
# version was received but not put in force in time. What two people gave up is not.
IS_DUE = f"""
    (d.received_version < d.target_version
     OR (d.enforced_version < d.target_version AND d.enforce_by < {NOW}))
    AND d.closed_version < d.target_version
    AND d.next_attempt_at <= {NOW}
    AND (d.lease_until IS NULL OR d.lease_until < {NOW})
"""
# Each half has an index of its own; together they would have none.
UNRECEIVED = "d.received_version < d.target_version"
UNCONFIRMED = f"d.enforced_version < d.target_version AND d.enforce_by < {NOW}"


def first_due(platform: str, urgency: str) -> str:
    """Return SQL for the oldest due row of a lane, or null: two looks into indexes.

    Ordered, because an unordered question makes PostgreSQL walk all of a platform's
    rows in the hope of a due one.
    """
    lane = f"d.platform_id = {platform} AND d.urgency = {urgency}"
    return f"""coalesce(
        (SELECT d.link_id FROM consent_delivery d WHERE {lane} AND {UNRECEIVED}
         AND {IS_DUE} ORDER BY d.next_attempt_at LIMIT 1),
        (SELECT d.link_id FROM consent_delivery d WHERE {lane} AND {UNCONFIRMED}
         AND {IS_DUE} ORDER BY d.enforce_by LIMIT 1)
    )"""  # noqa: S608


# Widenings that the platform takes in a burst, and how many of them are left now:
# each pays for a slot of time, and those ahead of the clock are not free yet.
BURST = "greatest(p.widenings_per_minute / 6, 1)"
WIDENINGS_LEFT = f"""
    CASE WHEN p.widenings_per_minute IS NULL THEN 1000000
    ELSE floor({BURST} - greatest(
        extract(epoch FROM l.paced_until - clock_timestamp()), 0
    )::float8 * p.widenings_per_minute / 60.0)::integer END
"""
# A half-open or probed platform hears of narrowings first.
WIDENING_MAY_GO = f"""
    p.state <> 'suspended' AND h.reconciling_since IS NULL
    AND (h.opened_at IS NULL OR {first_due("p.id", "'narrowing'")} IS NULL)
    AND {WIDENINGS_LEFT} > 0
"""
MAY_GO = f"""(
    p.endpoint_url <> '' AND p.state = ANY(%(states)s)
    AND (h.opened_at IS NULL OR h.ramp > 0 OR h.next_probe_at <= clock_timestamp())
    AND (lane.urgency = 'narrowing' OR ({WIDENING_MAY_GO}))
)"""
# Since when, at the earliest, the lane could have gone; null when it always could.
COULD_GO_SINCE = f"""greatest(
    CASE WHEN h.opened_at IS NOT NULL AND h.ramp = 0 THEN h.next_probe_at END,
    CASE WHEN lane.urgency = 'widening' THEN l.paced_until
        - ({BURST} - 1) * interval '1 minute' / p.widenings_per_minute END
)"""
STATES = {"states": CALLED_STATES}
