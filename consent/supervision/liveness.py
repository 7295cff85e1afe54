"""Whether delivery moves: judged by what is due, never by which processes run."""

from consent.durations import seconds
from consent.statements import rows
from consent.supervision.dispatcher import due_lanes

NEVER = float("inf")
ROUNDS_MISSED = 30
AGE = """
SELECT extract(epoch FROM clock_timestamp() - seen_at)::float8
FROM consent_sighting WHERE name = %(name)s
"""
# A platform that recovers may have rows due for long while others of it are sent.
LATELY_CALLED = """
SELECT platform_id FROM consent_platformhealth
WHERE greatest(last_success_at, last_failure_at)
      > clock_timestamp() - %(within)s * interval '1 second'
"""


def dispatcher_age() -> float:
    """Return the seconds since a dispatcher was last seen; infinite if never."""
    return _age("dispatcher")


def is_moving() -> bool:
    """Whether nothing that may be sent lies still, and somebody looks after it.

    Silent platforms are no reason to say no: their rows wait on purpose.
    """
    return (
        dispatcher_age() <= ROUNDS_MISSED * seconds("DISPATCH_SECONDS")
        and _age("watch") <= ROUNDS_MISSED * seconds("WATCH_SECONDS")
        and not _still()
    )


def _still() -> set[int]:
    """Return the platforms that have something due for two leases, and no call."""
    limit = 2 * seconds("LEASE_SECONDS")
    late = {lane.platform_id for lane in due_lanes() if lane.late > limit}
    called = {row[0] for row in rows(LATELY_CALLED, {"within": limit})} if late else ()
    return late.difference(called)


def _age(name: str) -> float:
    found = rows(AGE, {"name": name})
    return float(found[0][0]) if found else NEVER
