"""What operators do by hand: nothing but sooner what would be done anyway."""

from collections.abc import Collection

from django.db import transaction

from consent.audit import services as audit
from consent.participants.models import Account
from consent.publishing.bell import ring
from consent.publishing.models import Urgency
from consent.statements import rows, run

# What is received and not in force is asked about again.
TRY_NOW = """
UPDATE consent_delivery
SET next_attempt_at = clock_timestamp(),
    enforce_by = CASE WHEN received_version >= target_version
        THEN clock_timestamp() ELSE enforce_by END
WHERE link_id IN (
    SELECT link_id FROM consent_delivery WHERE link_id = ANY(%(links)s)
    ORDER BY link_id FOR UPDATE
) AND enforced_version < target_version AND closed_version < target_version
RETURNING link_id, platform_id, urgency
"""
PROBE_NOW = """
UPDATE consent_platformhealth SET next_probe_at = clock_timestamp()
WHERE platform_id = %(platform)s AND opened_at IS NOT NULL AND ramp = 0
"""
# A probe is a due change; while all wait for their next try there would be none.
SOMETHING_TO_PROBE_WITH = """
UPDATE consent_delivery SET next_attempt_at = clock_timestamp()
WHERE link_id = (
    SELECT link_id FROM consent_delivery
    WHERE platform_id = %(platform)s AND received_version < target_version
      AND closed_version < target_version
    ORDER BY urgency <> 'narrowing', next_attempt_at LIMIT 1
    FOR UPDATE SKIP LOCKED
) AND next_attempt_at > clock_timestamp()
"""


@transaction.atomic
def try_now(*, link_ids: Collection[int], by: Account) -> int:
    """Let deliveries that wait be tried at once; return how many there were.

    What is in force or given up stays as it is, and an open breaker stays open.
    """
    found = rows(TRY_NOW, {"links": sorted(link_ids)})
    if not found:
        return 0
    audit.record(
        kind="delivery.tried_now",
        body={"links": [link_id for link_id, _, _ in found], "by": by.pk},
    )
    lanes = {(platform_id, urgency) for _, platform_id, urgency in found}

    def wake() -> None:
        for urgency in Urgency:
            ring(
                platform_ids={place for place, lane in lanes if lane == urgency},
                urgency=urgency,
            )

    transaction.on_commit(wake, robust=True)
    return len(found)


@transaction.atomic
def probe_now(*, platform_id: int, by: Account) -> bool:
    """Let an open breaker send its next probe at once; True when it was open.

    The change that waits longest goes, without waiting for its own next try.
    """
    if not run(PROBE_NOW, {"platform": platform_id}):
        return False
    run(SOMETHING_TO_PROBE_WITH, {"platform": platform_id})
    audit.record(
        kind="platform.probed_now", body={"platform": platform_id, "by": by.pk}
    )
    return True
