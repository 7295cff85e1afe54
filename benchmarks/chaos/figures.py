"""How long changes took, from the rows that they left."""

import statistics
from collections.abc import Iterable, Mapping

from django.db import connection

# A change counts as received when it, or a newer state that holds it, was confirmed.
WAITS = """
SELECT link.platform_id,
       CASE WHEN v.change = 'widened' THEN 'widening' ELSE 'narrowing' END,
       extract(epoch FROM min(said.at) - v.issued_at)::float8
FROM consent_linkversion v
JOIN consent_link link ON link.id = v.link_id
JOIN consent_confirmation said
  ON said.link_id = v.link_id AND said.version >= v.version AND said.step = 'received'
WHERE v.id > %(after)s
GROUP BY link.platform_id, v.id
"""
NEWEST = "SELECT coalesce(max(id), 0) FROM consent_linkversion"

Waits = Mapping[tuple[int, str], list[float]]


def newest_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        return cursor.fetchone()[0]


def waits(*, after: int = 0) -> dict[tuple[int, str], list[float]]:
    """Return seconds from saved to received, by platform and class."""
    found: dict[tuple[int, str], list[float]] = {}
    with connection.cursor() as cursor:
        cursor.execute(WAITS, {"after": after})
        for platform_id, urgency, seconds in cursor.fetchall():
            found.setdefault((platform_id, urgency), []).append(seconds)
    return found


def sentence(values: Iterable[float]) -> str:
    """Say p50, p95 and the longest in seconds."""
    ordered = sorted(values)
    if len(ordered) < 2:  # noqa: PLR2004
        return "too few"
    cuts = statistics.quantiles(ordered, n=100)
    return (
        f"p50 {cuts[49]:7.3f}   p95 {cuts[94]:7.3f}   max {ordered[-1]:7.3f}"
        f"   ({len(ordered)} changes)"
    )


def p95(values: Iterable[float]) -> float:
    return statistics.quantiles(values, n=100)[94]
