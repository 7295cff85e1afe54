"""Seeing whether the changes that people await have arrived, and telling them.

Only what is awaited is looked at, and the longer it lasts the more rarely: a place
that is down for a week costs a look every few hours for each person there.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.utils import timezone

from consent.notifications.arrivals import stop_waiting, tell_in_force, tell_late
from consent.statements import rows

log = structlog.get_logger(__name__)

MOST = 500
LATE_AFTER = timedelta(days=5)
LATE_AGAIN_AFTER = timedelta(days=7)
LATE_MOST = 4
# Whoever moves the time on looks. Nothing else is locked here, so that nobody who
# saves waits for somebody who tells.
CLAIM = """
UPDATE consent_awaited SET look_at = statement_timestamp() + least(
    greatest((statement_timestamp() - saved_at) / 10, interval '20 seconds'),
    interval '6 hours')
WHERE participant_id IN (
    SELECT participant_id FROM consent_awaited WHERE look_at <= statement_timestamp()
    ORDER BY look_at LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
RETURNING participant_id, version, saved_at, late_told
"""
# What is wanted is as on the page that shows it: the first number that meant these
# choices or newer ones; of a link that ends, its last.
ARRIVALS = """
SELECT l.participant_id,
       bool_and(l.held_since IS NULL AND d.enforced_version >= wanted.version),
       bool_or(l.held_since IS NULL AND d.enforced_version < wanted.version
               AND d.closed_version < wanted.version)
FROM consent_awaited a
JOIN consent_link l ON l.participant_id = a.participant_id AND l.state <> 'ended'
JOIN consent_delivery d ON d.link_id = l.id
CROSS JOIN LATERAL (
    SELECT CASE WHEN l.state = 'ending' THEN l.version ELSE (
        SELECT min(v.version) FROM consent_linkversion v
        WHERE v.link_id = l.id AND v.preference_version >= a.version
    ) END AS version
) AS wanted
WHERE a.participant_id = ANY(%(participants)s)
GROUP BY l.participant_id
"""


@dataclass(frozen=True)
class Change:
    """A change that is awaited; `all_confirmed` is empty when no place is told of it."""

    participant_id: int
    version: int
    saved_at: datetime
    late_told: int
    all_confirmed: bool | None
    is_outstanding: bool

    @property
    def is_late_again(self) -> bool:
        """Whether it is time to say (once more) that it is late."""
        due_at = self.saved_at + LATE_AFTER + self.late_told * LATE_AGAIN_AFTER
        is_told_enough = self.late_told >= LATE_MOST
        return self.is_outstanding and not is_told_enough and due_at <= timezone.now()


def tell_of_arrivals() -> int:
    """Tell who awaits a change that it is in force, or late; return how many."""
    told = 0
    for change in _changes():
        try:
            told += _tell(change)
        except Exception:
            # What fails for one person must not hold up the others.
            log.exception("arrival_not_told", participant=change.participant_id)
    return told


def _changes() -> list[Change]:
    claimed = rows(CLAIM, {"most": MOST})
    arrived = _arrivals([participant_id for participant_id, *_ in claimed])
    found = []
    for who, version, saved_at, late_told in claimed:
        confirmed, is_open = arrived.get(who, (None, False))
        found.append(Change(who, version, saved_at, late_told, confirmed, is_open))
    return found


def _arrivals(participants: Collection[int]) -> dict[int, tuple[bool | None, bool]]:
    if not participants:
        return {}
    found = rows(ARRIVALS, {"participants": list(participants)})
    return {who: (confirmed, bool(is_open)) for who, confirmed, is_open in found}


def _tell(change: Change) -> bool:
    who, version = change.participant_id, change.version
    if change.all_confirmed:
        return tell_in_force(participant_id=who, version=version)
    if change.all_confirmed is None:
        stop_waiting(participant_id=who, version=version)
        return False
    if change.is_late_again:
        return tell_late(
            participant_id=who, version=version, times=change.late_told + 1
        )
    return False
