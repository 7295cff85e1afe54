"""The loop that makes good whatever a bell, a broker or a worker missed.

Any number may run: bells and claims are compare-and-set in the database. It asks
only what is due, never who should have done it.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import structlog
from django.db import DatabaseError, InterfaceError, connection

from consent.alarms.services import see
from consent.durations import seconds
from consent.publishing.bell import ring
from consent.publishing.drain import drain
from consent.publishing.gates import (
    COULD_GO_SINCE,
    IS_DUE,
    MAY_GO,
    STATES,
    UNCONFIRMED,
    UNRECEIVED,
)
from consent.publishing.health import take_heartbeats
from consent.publishing.heartbeats import send_heartbeat
from consent.publishing.models import Urgency
from consent.supervision.watch import keep_watch

log = structlog.get_logger(__name__)

SIDE_BY_SIDE = 8
# The watch is nobody's platform.
WATCH = (0, "watch")
SIGHTING = "dispatcher"

# One probe of an index for each lane, however much is due in it. How late a lane
# is counts from when its first row could have been claimed.
DUE_LANES = f"""
SELECT p.id, lane.urgency, coalesce(h.is_slow, false), extract(
    epoch FROM clock_timestamp() - greatest(first.could_go, {COULD_GO_SINCE})
)::float8
FROM consent_platform p
CROSS JOIN (VALUES ('narrowing'), ('widening')) AS lane (urgency)
LEFT JOIN consent_platformhealth h ON h.platform_id = p.id
LEFT JOIN consent_lane l ON l.platform_id = p.id AND l.urgency = lane.urgency
CROSS JOIN LATERAL (
    (SELECT greatest(d.next_attempt_at, d.lease_until) AS could_go
     FROM consent_delivery d
     WHERE d.platform_id = p.id AND d.urgency = lane.urgency
       AND {UNRECEIVED} AND {IS_DUE}
     ORDER BY d.next_attempt_at LIMIT 1)
    UNION ALL
    (SELECT greatest(d.next_attempt_at, d.lease_until, d.enforce_by)
     FROM consent_delivery d
     WHERE d.platform_id = p.id AND d.urgency = lane.urgency
       AND {UNCONFIRMED} AND {IS_DUE}
     ORDER BY d.enforce_by LIMIT 1)
    ORDER BY 1 LIMIT 1
) AS first
WHERE {MAY_GO}
"""  # noqa: S608


@dataclass(frozen=True)
class DueLane:
    """A lane with something due, and since how many seconds."""

    platform_id: int
    urgency: str
    is_slow: bool
    late: float

    @property
    def is_ours(self) -> bool:
        """Whether the workers had their time."""
        name = "NARROWING" if self.urgency == Urgency.NARROWING else "WIDENING"
        return self.late > seconds(f"{name}_INLINE_AFTER_SECONDS")


def due_lanes() -> list[DueLane]:
    """Return the lanes of callable platforms in which something is due now."""
    with connection.cursor() as cursor:
        cursor.execute(DUE_LANES, STATES)
        return [DueLane(*row) for row in cursor.fetchall()]


class Dispatcher:
    """Looks every second; rings, and drains by itself what rings did not move.

    Whatever can hang has threads of its own: heartbeats, platforms that lately timed
    out, and the watch with its mail server. None of them keeps the others waiting.
    """

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._pools = {name: _threads(name) for name in ("heartbeat", "slow", "drain")}
        self._pools["watch"] = _threads("watch", 1)
        self._busy: set[tuple[int, str]] = set()
        self._guard = threading.Lock()

    def run(self) -> None:
        """Loop until `stop`; a database that is away is waited for."""
        while not self.stopping.is_set():
            begun = time.monotonic()
            try:
                self.look()
            except (DatabaseError, InterfaceError) as error:
                log.warning("dispatcher_without_database", error=str(error))
                connection.close()
            pause = seconds("DISPATCH_SECONDS") - (time.monotonic() - begun)
            self.stopping.wait(max(pause, 0.0))
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)

    def stop(self, *_signal: object) -> None:
        self.stopping.set()

    def look(self) -> None:
        """Do one round: heartbeats, late lanes by ourselves, the others by bell."""
        see(name=SIGHTING)
        self._begin("watch", WATCH, keep_watch)
        for platform_id in take_heartbeats():
            key = (platform_id, "heartbeat")
            self._begin("heartbeat", key, send_heartbeat, platform_id)
        lanes = due_lanes()
        for lane in lanes:
            if lane.is_ours:
                self._drain(lane)
        for urgency in Urgency:
            missed = ring(
                platform_ids={
                    lane.platform_id for lane in lanes if lane.urgency == urgency
                },
                urgency=urgency,
            )
            for lane in lanes:
                if lane.urgency == urgency and lane.platform_id in missed:
                    self._drain(lane)

    def _drain(self, lane: DueLane) -> None:
        key = (lane.platform_id, lane.urgency)
        self._begin("slow" if lane.is_slow else "drain", key, drain, *key)

    def _begin(
        self,
        pool: str,
        key: tuple[int, str],
        work: Callable[..., object],
        *arguments: object,
    ) -> None:
        """Work beside the loop, unless the same work is still going on."""
        with self._guard:
            if key in self._busy:
                return
            self._busy.add(key)
        self._pools[pool].submit(self._work, key, work, arguments)

    def _work(
        self,
        key: tuple[int, str],
        work: Callable[..., object],
        arguments: tuple[object, ...],
    ) -> None:
        try:
            work(*arguments)
        except Exception:
            log.exception("dispatcher_work_failed", platform=key[0], work=key[1])
        finally:
            connection.close()
            with self._guard:
                self._busy.discard(key)


def _threads(name: str, most: int = SIDE_BY_SIDE) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(most, thread_name_prefix=name)
