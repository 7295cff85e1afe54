"""Taking in that a platform holds a version, or has put it in force."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from consent.durations import seconds
from consent.links import services as links
from consent.links.models import Link, LinkVersion
from consent.statements import rows, run

# What is outstanding is read from the versions themselves, never carried forward.
# Saying an old version again is no news, and puts off no question after the new one.
# What two people closed is outstanding no more, though it may still be confirmed.
CONFIRM = """
UPDATE consent_delivery AS d
SET received_version = new.received, enforced_version = new.enforced,
    narrowing_since = (
        SELECT min(v.issued_at) FROM consent_linkversion v
        WHERE v.link_id = d.link_id
          AND v.version > greatest(new.enforced, d.closed_version)
          AND v.version <= d.target_version AND v.change IN ('narrowed', 'withdrawn')
    ),
    urgency = CASE WHEN EXISTS (
        SELECT 1 FROM consent_linkversion v
        WHERE v.link_id = d.link_id AND v.version <= d.target_version
          AND v.change IN ('narrowed', 'withdrawn') AND v.version >
              greatest(d.closed_version, CASE WHEN new.received < d.target_version
                   THEN new.received ELSE new.enforced END)
    ) THEN 'narrowing' ELSE 'widening' END,
    due_since = coalesce((
        SELECT min(v.issued_at) FROM consent_linkversion v
        WHERE v.link_id = d.link_id
          AND v.version > greatest(new.received, d.closed_version)
          AND v.version <= d.target_version
    ), d.due_since),
    enforce_by = CASE
        WHEN new.enforced >= d.target_version THEN NULL
        WHEN new.is_news THEN clock_timestamp() + %(within)s * interval '1 second'
        ELSE d.enforce_by END,
    attempts = CASE WHEN new.is_news THEN 0 ELSE d.attempts END,
    next_attempt_at = CASE WHEN new.is_news
        THEN clock_timestamp() ELSE d.next_attempt_at END,
    first_failed_at = CASE WHEN new.is_news THEN NULL ELSE d.first_failed_at END,
    last_error = CASE WHEN new.is_news THEN '' ELSE d.last_error END,
    claim_token = CASE WHEN d.claim_token = %(token)s THEN NULL ELSE d.claim_token END,
    lease_until = CASE WHEN d.claim_token = %(token)s THEN NULL ELSE d.lease_until END
FROM (
    SELECT old.link_id,
           greatest(old.received_version, said.version) AS received,
           CASE WHEN said.is_enforced
                THEN greatest(old.enforced_version, said.version)
                ELSE old.enforced_version END AS enforced,
           said.version >= old.target_version
               OR said.version > old.received_version AS is_news
    FROM consent_delivery old
    JOIN unnest(%(links)s::bigint[], %(versions)s::bigint[], %(enforced)s::boolean[])
         AS said (link_id, version, is_enforced) USING (link_id)
) AS new
WHERE d.link_id = new.link_id
RETURNING d.link_id, d.enforced_version,
          (SELECT state FROM consent_link WHERE id = d.link_id)
"""
# In force means received, whichever way we heard first.
REMEMBER = """
INSERT INTO consent_confirmation (link_id, version, step)
SELECT link_id, version, step
FROM unnest(%(links)s::bigint[], %(versions)s::bigint[], %(enforced)s::boolean[])
     AS said (link_id, version, is_enforced),
     (VALUES ('received'), ('enforced')) AS steps (step)
WHERE step = 'received' OR is_enforced
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class Word:
    """A platform's word about one link; `version` was issued for that link."""

    link_id: int
    version: int
    is_enforced: bool


def issued(pairs: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return those (link, version) pairs that we really issued."""
    found = LinkVersion.objects.filter(
        link_id__in={link_id for link_id, _ in pairs},
        version__in={version for _, version in pairs},
    ).values_list("link_id", "version")
    return set(found) & set(pairs)


def confirm(words: Sequence[Word], *, token: UUID | None = None) -> None:
    """Write words down, at most one for each link, under locks that are held already.

    A claim under `token` ends with it. What was said before is said no less: the
    versions of a delivery never go back.
    """
    if not words:
        return
    parameters = {
        "links": [word.link_id for word in words],
        "versions": [word.version for word in words],
        "enforced": [word.is_enforced for word in words],
        "within": seconds("ENFORCE_WITHIN_SECONDS"),
        "token": token,
    }
    run(REMEMBER, parameters)
    ending = {
        link_id: enforced
        for link_id, enforced, state in rows(CONFIRM, parameters)
        if state == Link.State.ENDING
    }
    if ending:
        links.settle_links(enforced=ending)
