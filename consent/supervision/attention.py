"""The few numbers that an operator sees first."""

from dataclasses import dataclass
from datetime import datetime

from consent.publishing.models import CALLED_STATES
from consent.statements import rows

OVERVIEW = """
SELECT (SELECT count(*) FROM consent_alarm WHERE ended_at IS NULL),
       due.number, due.since,
       (SELECT count(*) FROM consent_platformhealth WHERE opened_at IS NOT NULL),
       (SELECT count(*) FROM consent_closure c
        JOIN consent_delivery d ON d.link_id = c.link_id
         AND d.target_version = c.version AND d.enforced_version < c.version
        WHERE c.agreed_at IS NULL)
FROM (
    SELECT count(*) AS number, min(greatest(d.due_since, d.narrowing_since)) AS since
    FROM consent_delivery d JOIN consent_platform p ON p.id = d.platform_id
    WHERE d.urgency = 'narrowing' AND d.received_version < d.target_version
      AND d.closed_version < d.target_version AND p.state = ANY(%(states)s)
) AS due
"""


@dataclass(frozen=True)
class Overview:
    """What needs somebody now; `oldest_due` is when that narrowing was saved."""

    alarms: int
    narrowings_due: int
    oldest_due: datetime | None
    breakers: int
    closings_asked: int


def look_over() -> Overview:
    [row] = rows(OVERVIEW, {"states": list(CALLED_STATES)})
    return Overview(*row)
