"""Going on after our records were restored to an earlier moment.

A platform may know newer versions than we do. Until it has said what it holds,
its lease does not renew, nothing wider is sent, and its feed is shut.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from consent.alarms.models import Alarm
from consent.alarms.services import raise_alarm
from consent.audit import services as audit
from consent.audit.models import LogEntry
from consent.errors import Invalid
from consent.organizations.models import Platform
from consent.publishing.bell import ring
from consent.publishing.models import CALLED_STATES, PlatformHealth, Urgency
from consent.statements import rows, run

RESTORED = "records.restored"

# Old cursors mean nothing in a new epoch: whoever shows one must start anew.
NEW_EPOCHS = """
UPDATE consent_feedhead AS head SET epoch = gen_random_uuid(), seq = 0
FROM (SELECT platform_id FROM consent_feedhead ORDER BY platform_id FOR UPDATE) AS old
WHERE head.platform_id = old.platform_id
"""
BEGIN = """
INSERT INTO consent_platformhealth AS health
    (platform_id, consecutive_failures, is_slow, reconciling_since)
SELECT id, 0, false, clock_timestamp() FROM consent_platform
WHERE state = ANY(%(states)s)
ORDER BY id
ON CONFLICT (platform_id) DO UPDATE
SET reconciling_since = excluded.reconciling_since, read_seq = 0, acked_seq = 0,
    last_heartbeat_at = NULL
RETURNING platform_id
"""
# An open link that was there at the restore, and has no new version since.
IS_LEFT = """
    link.platform_id = %(platform)s AND link.state <> 'ended'
    AND link.created_at < %(since)s AND NOT EXISTS (
        SELECT FROM consent_linkversion v
        WHERE v.link_id = link.id AND v.cause = 'restore' AND v.issued_at >= %(since)s
    )
"""
LEFT = f"""
SELECT link.id FROM consent_link link
WHERE {IS_LEFT} AND link.subject_id COLLATE "C" > %(after)s
  AND (%(until)s = '' OR link.subject_id COLLATE "C" <= %(until)s)
ORDER BY link.subject_id COLLATE "C" LIMIT %(most)s
"""  # noqa: S608
FINISH = f"""
UPDATE consent_platformhealth SET reconciling_since = NULL
WHERE platform_id = %(platform)s AND reconciling_since = %(since)s
  AND NOT EXISTS (SELECT FROM consent_link link WHERE {IS_LEFT})
"""  # noqa: S608


@dataclass(frozen=True)
class Span:
    """A range of subject ids by their bytes: behind `after`, up to `until`.

    Empty means that it is open on that side.
    """

    after: str = ""
    until: str = ""

    @property
    def is_last(self) -> bool:
        return not self.until


def reconciling(platform_ids: Collection[int]) -> frozenset[int]:
    """Return those platforms that have not said what they hold since a restore."""
    found = PlatformHealth.objects.filter(
        platform__in=platform_ids, reconciling_since__isnull=False
    )
    return frozenset(found.values_list("platform_id", flat=True))


def reconciling_since(platform: Platform) -> datetime | None:
    """Return when our records were restored, if the platform must still be asked."""
    found = PlatformHealth.objects.filter(platform=platform)
    return found.values_list("reconciling_since", flat=True).first()


@transaction.atomic
def begin(*, to: datetime, reason: str) -> int:
    """Begin anew with every platform; return with how many.

    To be run once, with nothing else running, after the records were restored to
    the instant `to`. Raises Invalid for an instant ahead of the clock, and when
    this was done already for the same one.
    """
    if to > timezone.now():
        raise Invalid("Records cannot be restored to a time that is still ahead.")
    instant = to.isoformat()
    done = LogEntry.objects.filter(kind=RESTORED).values_list("body", flat=True)
    if any(json.loads(body)["to"] == instant for body in done):
        raise Invalid("This was done already for this time.")
    run(NEW_EPOCHS, {})
    platforms = [row[0] for row in rows(BEGIN, {"states": CALLED_STATES})]
    for platform_id in platforms:
        raise_alarm(platform_id=platform_id, kind=Alarm.Kind.UNRECONCILED)
    audit.record(
        kind=RESTORED,
        body={"to": instant, "reason": reason, "platforms": len(platforms)},
    )
    return len(platforms)


def links_left(
    platform: Platform, *, since: datetime, span: Span, most: int
) -> list[int]:
    """Return open links of the span that have not been compared since the restore."""
    return [
        row[0]
        for row in rows(
            LEFT,
            {
                "platform": platform.pk,
                "since": since,
                "after": span.after,
                "until": span.until,
                "most": most,
            },
        )
    ]


@transaction.atomic
def finish(*, platform: Platform, since: datetime) -> bool:
    """Let the platform go on as ever, once each of its links has been compared."""
    if not run(FINISH, {"platform": platform.pk, "since": since}):
        return False
    Alarm.objects.filter(
        platform=platform, kind=Alarm.Kind.UNRECONCILED, ended_at=None
    ).update(ended_at=Now())
    audit.record(kind="platform.reconciled", body={"platform": platform.pk})

    def wake() -> None:
        for urgency in Urgency:
            ring(platform_ids={platform.pk}, urgency=urgency)

    transaction.on_commit(wake, robust=True)
    return True
