"""What is due, how old it is and how long things took, in the form of Prometheus.

Every number is read from the database, so that each web process answers the same.
Platforms are named by their code; nothing here is about a person.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import (
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from consent.alarms.models import Alarm
from consent.publishing.breaker import State, state_of
from consent.publishing.models import (
    CALLED_STATES,
    Confirmation,
    FeedHead,
    PlatformHealth,
)
from consent.statements import rows
from consent.supervision.liveness import dispatcher_age
from consent.supervision.models import Timing
from consent.supervision.timings import BOUNDS

LANE = ("platform", "urgency")
BREAKER_NUMBER = {State.CLOSED: 0, State.HALF_OPEN: 1, State.OPEN: 2}

# A narrowing that waits behind an older change of its link is as old as itself.
# What was given up is not waited for.
WAITING = """
SELECT p.code, lane.urgency, coalesce(unheard.due, 0),
       coalesce(extract(epoch FROM clock_timestamp() - unheard.since)::float8, 0),
       coalesce(extract(epoch FROM clock_timestamp() - idle.since)::float8, 0)
FROM consent_platform p
CROSS JOIN (VALUES ('narrowing'), ('widening')) AS lane (urgency)
LEFT JOIN LATERAL (
    SELECT count(*) AS due, min(greatest(d.due_since, d.narrowing_since)) AS since
    FROM consent_delivery d
    WHERE d.platform_id = p.id AND d.urgency = lane.urgency
      AND d.received_version < d.target_version AND d.closed_version < d.target_version
) AS unheard ON true
LEFT JOIN LATERAL (
    SELECT min(coalesce(d.narrowing_since, d.due_since)) AS since
    FROM consent_delivery d
    WHERE d.platform_id = p.id AND d.urgency = lane.urgency
      AND d.enforced_version < d.target_version AND d.closed_version < d.target_version
) AS idle ON true
WHERE p.state = ANY(%(states)s)
ORDER BY p.code, lane.urgency
"""


def exposition() -> bytes:
    """Return all metrics as text."""
    registry = CollectorRegistry()
    registry.register(Delivering())
    return generate_latest(registry)


class Delivering(Collector):
    """Reads the metrics of delivery, once for each answer."""

    def collect(self) -> Iterator[Metric]:
        yield from _waiting()
        yield from _timings()
        yield _breakers()
        yield _feed_lag()
        yield _alarms()
        yield GaugeMetricFamily(
            "ambit_dispatcher_age_seconds",
            "Since a dispatcher was last seen at work",
            value=dispatcher_age(),
        )

    def describe(self) -> Iterator[Metric]:
        """Spare the registry a reading of its own."""
        return iter(())


def _waiting() -> Iterator[Metric]:
    due = _gauge("due", "Changes on their way, not received", LANE)
    unreceived = _gauge(
        "oldest_unreceived_seconds", "Age of the oldest change not received", LANE
    )
    unenforced = _gauge(
        "oldest_unenforced_seconds", "Age of the oldest change not in force", LANE
    )
    for code, urgency, number, unheard, idle in rows(
        WAITING, {"states": list(CALLED_STATES)}
    ):
        due.add_metric([code, urgency], number)
        unreceived.add_metric([code, urgency], unheard)
        unenforced.add_metric([code, urgency], idle)
    yield from (due, unreceived, unenforced)


def _timings() -> Iterator[Metric]:
    for step in Confirmation.Step:
        family = HistogramMetricFamily(
            f"ambit_{step.value}_seconds",
            f"From saved until {step.label.lower()}",
            labels=LANE,
        )
        found = Timing.objects.filter(step=step).select_related("platform")
        for row in found.order_by("platform__code", "urgency"):
            family.add_metric(
                [row.platform.code, row.urgency], _buckets(row.counts), row.seconds
            )
        yield family


def _buckets(counts: Sequence[int]) -> list[tuple[str, float]]:
    """Return the buckets as Prometheus has them: each holds the ones before it."""
    bounds = [*(str(bound) for bound in BOUNDS), "+Inf"]
    return list(zip(bounds, accumulate(counts), strict=True))


def _breakers() -> Metric:
    family = _gauge("breaker_state", "0 closed, 1 half-open, 2 open", ("platform",))
    for health in _called(PlatformHealth.objects.select_related("platform")):
        family.add_metric([health.platform.code], BREAKER_NUMBER[state_of(health)])
    return family


def _feed_lag() -> Metric:
    """Say how far those are behind who read their feed; pushes need no feed."""
    family = _gauge("feed_lag", "Lines of the feed not read yet", ("platform",))
    readers = _called(
        FeedHead.objects.select_related("platform__health").exclude(
            platform__health__last_read_at=None
        )
    )
    for head in readers:
        health = head.platform.health
        behind = head.seq - max(health.read_seq, health.acked_seq)
        family.add_metric([head.platform.code], max(behind, 0))
    return family


def _alarms() -> Metric:
    family = _gauge("alarms", "Open alarms", ("platform", "kind", "level"))
    for alarm in Alarm.objects.filter(ended_at=None).select_related("platform"):
        family.add_metric([alarm.platform.code, alarm.kind, str(alarm.level)], 1)
    return family


def _gauge(name: str, about: str, labels: Sequence[str]) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"ambit_{name}", about, labels=labels)


def _called(found: Any) -> Any:
    return found.filter(platform__state__in=CALLED_STATES).order_by("platform__code")
