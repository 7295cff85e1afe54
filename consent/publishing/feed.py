"""Appending to platforms' feeds: contiguous numbers in the order of commits."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence

import rfc8785
from django.db import connection

from consent.instants import in_seconds
from consent.links.models import LinkVersion
from consent.publishing.models import FeedEntry
from consent.statements import run

LINK_ENDED = "link.ended"
GRANT_GIVEN, GRANT_ENDED = "grant.given", "grant.ended"

# The rows stay locked until the commit: so the numbers follow the commits, and a
# rollback leaves no gap.
ADVANCE = """
INSERT INTO consent_feedhead AS head (platform_id, epoch, seq)
SELECT platform_id, epoch, count
FROM unnest(%(platforms)s::bigint[], %(epochs)s::uuid[], %(counts)s::bigint[])
     AS new (platform_id, epoch, count)
ORDER BY platform_id
ON CONFLICT (platform_id) DO UPDATE SET seq = head.seq + excluded.seq
RETURNING platform_id, epoch, seq
"""
# A page that was offered, or a place that was confirmed, is not taken back by a
# second reader that lags behind.
OFFERED = """
INSERT INTO consent_platformhealth AS health
    (platform_id, consecutive_failures, is_slow, last_read_at, read_seq)
VALUES (%(platform)s, 0, false, clock_timestamp(), %(seq)s)
ON CONFLICT (platform_id) DO UPDATE
SET last_read_at = excluded.last_read_at,
    read_seq = greatest(health.read_seq, excluded.read_seq)
"""
ACKED = """
INSERT INTO consent_platformhealth AS health
    (platform_id, consecutive_failures, is_slow, acked_seq)
VALUES (%(platform)s, 0, false, %(seq)s)
ON CONFLICT (platform_id) DO UPDATE
SET acked_seq = excluded.acked_seq WHERE health.acked_seq < excluded.acked_seq
"""


def event_of(version: LinkVersion) -> str:
    """Return the event by which platforms learn of a version."""
    if version.cause == LinkVersion.Cause.ENDED:
        return LINK_ENDED
    if version.cause == LinkVersion.Cause.GRANT:
        is_given = version.change == LinkVersion.Change.WIDENED
        return GRANT_GIVEN if is_given else GRANT_ENDED
    return f"change.{version.change}"


def append_entries(
    versions: Sequence[LinkVersion], told: Mapping[int, Mapping[str, object]]
) -> None:
    """Add one line for each version to its platform's feed.

    Locks the heads in ascending platform order; must be the transaction's last
    statements.
    """
    lines = [_line(version, told[version.link_id]) for version in versions]
    counts = Counter(version.link.platform_id for version in versions)
    with connection.cursor() as cursor:
        cursor.execute(
            ADVANCE,
            {
                "platforms": list(counts),
                "epochs": [uuid.uuid4() for _ in counts],
                "counts": list(counts.values()),
            },
        )
        heads = {platform: (epoch, seq) for platform, epoch, seq in cursor.fetchall()}
    entries = []
    for version, line in zip(versions, lines, strict=True):
        platform_id = version.link.platform_id
        epoch, seq = heads[platform_id]
        entries.append(
            FeedEntry(
                platform_id=platform_id,
                epoch=epoch,
                # Counts down to nothing as the platform's lines are numbered.
                seq=seq - counts[platform_id] + 1,
                link_id=version.link_id,
                version=version.version,
                event=event_of(version),
                body=line,
            )
        )
        counts[platform_id] -= 1
    FeedEntry.objects.bulk_create(entries)


def note_offered(platform_id: int, seq: int) -> None:
    """Note that the platform reads its feed now, and how far it was offered."""
    run(OFFERED, {"platform": platform_id, "seq": seq})


def note_acked(platform_id: int, seq: int) -> None:
    """Note how far in its feed the platform says that it came."""
    run(ACKED, {"platform": platform_id, "seq": seq})


def _line(version: LinkVersion, told: Mapping[str, object]) -> str:
    line = {
        "subject_id": version.link.subject_id,
        "version": version.version,
        "kind": event_of(version),
        "issued_at": in_seconds(version.issued_at),
        "told": dict(told),
    }
    return rfc8785.dumps(line).decode()  # type: ignore[arg-type]
