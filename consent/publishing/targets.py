"""Aiming deliveries at new versions."""

from collections.abc import Mapping, Sequence

from django.db import connection, transaction

from consent.links.models import LinkVersion
from consent.publishing.bell import ring
from consent.publishing.claims import lock_deliveries
from consent.publishing.models import Urgency
from consent.statements import rows

NARROWING = frozenset({LinkVersion.Change.NARROWED, LinkVersion.Change.WITHDRAWN})

# A narrowing is tried at once, however the last tries went. A widening does not
# hurry a platform that is being spared, and does not hide an older narrowing. What
# was given up counts as settled, but for its urgency.
AIM = """
INSERT INTO consent_delivery AS d (
    link_id, platform_id, target_version, received_version, enforced_version,
    urgency, due_since, narrowing_since, next_attempt_at, attempts, last_error
)
SELECT link_id, platform_id, version, 0, 0, urgency, issued_at,
       CASE WHEN urgency = 'narrowing' THEN issued_at END,
       clock_timestamp(), 0, ''
FROM unnest(%(links)s::bigint[], %(platforms)s::bigint[], %(versions)s::bigint[],
            %(urgencies)s::text[], %(instants)s::timestamptz[])
     AS new (link_id, platform_id, version, urgency, issued_at)
ORDER BY link_id
ON CONFLICT (link_id) DO UPDATE
SET target_version = greatest(d.target_version, excluded.target_version),
    urgency = CASE
        WHEN d.urgency = 'narrowing' AND d.received_version < d.target_version
        THEN d.urgency ELSE excluded.urgency END,
    due_since = CASE
        WHEN greatest(d.received_version, d.closed_version) < d.target_version
        THEN d.due_since ELSE excluded.due_since END,
    narrowing_since = coalesce(d.narrowing_since, excluded.narrowing_since),
    next_attempt_at = CASE
        WHEN excluded.urgency = 'narrowing'
          OR greatest(d.received_version, d.closed_version) >= d.target_version
        THEN excluded.next_attempt_at ELSE d.next_attempt_at END,
    attempts = CASE
        WHEN excluded.urgency = 'narrowing'
          OR greatest(d.received_version, d.closed_version) >= d.target_version
        THEN 0 ELSE d.attempts END,
    enforce_by = NULL
"""
# What the platform holds is what it says, or for a mere repeat what it confirmed to
# have in force. Less is never turned into more, and what waits grows no younger.
SEND_AGAIN = """
UPDATE consent_delivery AS d
SET received_version = new.received, enforced_version = new.enforced,
    closed_version = 0, attempts = 0, first_failed_at = NULL, enforce_by = NULL,
    due_since = CASE
        WHEN greatest(d.received_version, d.closed_version) < d.target_version
        THEN d.due_since ELSE clock_timestamp() END,
    next_attempt_at = clock_timestamp(),
    urgency = CASE WHEN new.narrowing_since IS NULL
        THEN 'widening' ELSE 'narrowing' END,
    narrowing_since = new.narrowing_since
FROM (
    SELECT it.*, (
        SELECT min(v.issued_at) FROM consent_linkversion v
        WHERE v.link_id = it.link_id AND v.version > it.enforced
          AND v.version <= it.target_version AND v.change IN ('narrowed', 'withdrawn')
    ) AS narrowing_since
    FROM (
        SELECT old.link_id, old.target_version,
               least(old.received_version, coalesce(said.held, 0)) AS received,
               least(old.enforced_version, coalesce(said.held, old.enforced_version))
                   AS enforced
        FROM consent_delivery old
        JOIN unnest(%(links)s::bigint[], %(held)s::bigint[])
             AS said (link_id, held) USING (link_id)
    ) AS it
) AS new
WHERE d.link_id = new.link_id
RETURNING d.platform_id, d.urgency
"""
REFUSED = """
UPDATE consent_delivery AS d
SET last_error = left('platform_' || said.code, 60),
    first_failed_at = coalesce(d.first_failed_at, clock_timestamp())
FROM unnest(%(links)s::bigint[], %(codes)s::text[]) AS said (link_id, code)
WHERE d.link_id = said.link_id
"""


def urgency_of(version: LinkVersion) -> Urgency:
    """Return the lane of one change."""
    return Urgency.NARROWING if version.change in NARROWING else Urgency.WIDENING


def aim_deliveries(versions: Sequence[LinkVersion]) -> None:
    """Let every link's delivery aim at its new version, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            AIM,
            {
                "links": [version.link_id for version in versions],
                "platforms": [version.link.platform_id for version in versions],
                "versions": [version.version for version in versions],
                "urgencies": [str(urgency_of(version)) for version in versions],
                "instants": [version.issued_at for version in versions],
            },
        )


@transaction.atomic
def send_again(*, held: Mapping[int, int | None]) -> int:
    """Let deliveries be due again, by link id; return how many there were.

    The value is the version that the platform says it really holds: received and in
    force are taken back to it. None is a mere repeat: what is in force stays so. A
    version that two people gave up is sent too. Rings after the commit.
    """
    lock_deliveries(held)
    lanes = rows(SEND_AGAIN, {"links": list(held), "held": list(held.values())})

    def wake() -> None:
        for urgency in Urgency:
            ring(
                platform_ids={place for place, lane in lanes if lane == urgency},
                urgency=urgency,
            )

    transaction.on_commit(wake, robust=True)
    return len(lanes)


def note_refusals(codes: Mapping[int, str]) -> None:
    """Keep by link id why a platform cannot put a version in force."""
    if not codes:
        return
    with connection.cursor() as cursor:
        cursor.execute(REFUSED, {"links": list(codes), "codes": list(codes.values())})
