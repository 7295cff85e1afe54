"""Messages to one platform, built at the last moment from what is true then."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from consent.instants import in_seconds, whole
from consent.organizations.models import Platform
from consent.outbound.postman import Letter
from consent.outbound.signing import Signer, signed_headers, signers
from consent.publishing.claims import Claim
from consent.publishing.leases import LEASE, lease_end
from consent.publishing.models import CALLED_STATES
from consent.statements import rows

log = structlog.get_logger(__name__)

ID_BYTES = 16
MOST_CHANGES = 50

# One statement, so that address, secrets and time are of one moment.
DESK = f"""
SELECT platform.endpoint_url, platform.state, platform.batch_size,
       health.opened_at IS NOT NULL, health.reconciling_since IS NOT NULL,
       clock_timestamp(), {LEASE}, ARRAY(
           SELECT secret.sealed FROM consent_signingsecret secret
           WHERE secret.platform_id = platform.id
             AND (secret.expires_at IS NULL OR secret.expires_at > clock_timestamp())
           ORDER BY secret.created_at DESC, secret.id DESC
       )
FROM consent_platform platform
LEFT JOIN consent_platformhealth health ON health.platform_id = platform.id
WHERE platform.id = %(platform)s AND platform.endpoint_url <> ''
  AND platform.state = ANY(%(states)s)
"""  # noqa: S608
# Rows come back only where delivery, link and feed entry are one platform's.
# The changes are written as JSON here: nobody else needs to read them.
CONTENTS = """
SELECT entry.link_id, link.subject_id, entry.event, entry.body, (
    SELECT string_agg(
        format(
            '{"version":%%s,"kind":"%%s","at":"%%s"}', recent.version, recent.change,
            to_char(recent.issued_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
        ), ',' ORDER BY recent.version
    ) FROM (
        SELECT v.version, v.change, v.issued_at
        FROM consent_linkversion v
        WHERE v.link_id = entry.link_id AND v.version > claim.enforced
          AND v.version <= claim.version
        ORDER BY v.version DESC LIMIT %(most)s
    ) AS recent
)
FROM unnest(%(links)s::bigint[], %(versions)s::bigint[], %(enforced)s::bigint[])
     AS claim (link_id, version, enforced)
JOIN consent_feedentry entry
  ON entry.link_id = claim.link_id AND entry.version = claim.version
JOIN consent_link link ON link.id = entry.link_id
JOIN consent_delivery d ON d.link_id = entry.link_id
WHERE entry.platform_id = %(platform)s AND link.platform_id = %(platform)s
  AND d.platform_id = %(platform)s
"""


@dataclass(frozen=True)
class Envelope:
    """A letter, and the claims that its answer completes, each with its subject."""

    letter: Letter
    claims: Sequence[Claim]
    subjects: Sequence[str]


@dataclass(frozen=True)
class Desk:
    """One platform's address, signers and time, read together and never kept."""

    platform_id: int
    url: str
    batch_size: int
    is_held_back: bool
    is_reconciling: bool
    signers: Sequence[Signer]
    now: datetime
    valid_until: datetime

    def letter(self, *, key: int, event: str, members: Sequence[str]) -> Letter:
        """Sign one message; its id is new each time and joins it to nothing.

        `members` are those of its data, as JSON.
        """
        data = ",".join([*members, f'"valid_until":"{in_seconds(self.valid_until)}"'])
        now = in_seconds(self.now)
        body = f'{{"type":"{event}","timestamp":"{now}","data":{{{data}}}}}'.encode()
        headers = signed_headers(
            self.signers,
            message_id=f"msg_{secrets.token_hex(ID_BYTES)}",
            at=self.now,
            body=body,
        )
        return Letter(key=key, url=self.url, headers=headers, body=body)

    def heartbeat(self) -> Letter:
        """Say that we are alive; ask for all it holds where our records are older."""
        return self.letter(
            key=self.platform_id,
            event="platform.heartbeat",
            members=['"reconcile":true'] if self.is_reconciling else [],
        )


@dataclass(frozen=True)
class Content:
    """What one claimed link is told: its stored line, and what happened since."""

    link_id: int
    subject_id: str
    event: str
    line: str
    recent: str | None

    @property
    def with_kind(self) -> str:
        """Return the members of the stored line, with the changes since."""
        return f'{self.line[1:-1]},"changes_since_ack":[{self.recent or ""}]'

    @property
    def alone(self) -> str:
        """Return the same without the kind, which is the type of its message."""
        # The line is canonical JSON, so that nothing before its kind can look like it.
        return self.with_kind.replace(f'"kind":"{self.event}",', "", 1)


def open_desk(platform_id: int) -> Desk | None:
    """Read what is needed to write to a platform; None when it is not called at all.

    A platform without address, without secret or not in operation pulls its feed.
    """
    found = rows(DESK, {"platform": platform_id, "states": CALLED_STATES})
    if not found:
        return None
    url, state, batch_size, is_held_back, is_reconciling, now, since, sealed = found[0]
    if not sealed:
        log.warning("platform_without_secret", platform=platform_id)
        return None
    is_stopped = state == Platform.State.SUSPENDED
    return Desk(
        platform_id,
        url,
        batch_size=batch_size,
        is_held_back=is_held_back,
        is_reconciling=is_reconciling,
        signers=signers(sealed),
        now=now,
        valid_until=whole(now) if is_stopped else lease_end(since),
    )


def write_letters(desk: Desk, claims: Sequence[Claim]) -> list[Envelope]:
    """Write the newest version of each claimed link; a wrong-party row gets none."""
    found = rows(
        CONTENTS,
        {
            "links": [claim.link_id for claim in claims],
            "versions": [claim.version for claim in claims],
            "enforced": [claim.enforced_version for claim in claims],
            "platform": desk.platform_id,
            "most": MOST_CHANGES,
        },
    )
    by_link = {claim.link_id: claim for claim in claims}
    groups: dict[int, list[Content]] = {}
    for row in found:
        content = Content(*row)
        size = _size_of_message(desk, by_link[content.link_id])
        groups.setdefault(size, []).append(content)
    return [
        _put_in(desk, by_link, contents[begin : begin + size])
        for size, contents in groups.items()
        for begin in range(0, len(contents), size)
    ]


def _size_of_message(desk: Desk, claim: Claim) -> int:
    """Return with how many others a change goes: fewer each time that it failed.

    So the one line that a platform stumbles over soon stands alone.
    """
    return max(desk.batch_size >> 2 * max(claim.attempts - 1, 0), 1)


def _put_in(
    desk: Desk, by_link: Mapping[int, Claim], contents: Sequence[Content]
) -> Envelope:
    first = contents[0]
    if len(contents) == 1:
        letter = desk.letter(
            key=first.link_id, event=first.event, members=[first.alone]
        )
    else:
        lines = ",".join(f"{{{content.with_kind}}}" for content in contents)
        letter = desk.letter(
            key=first.link_id, event="changes.batch", members=[f'"changes":[{lines}]']
        )
    return Envelope(
        letter,
        claims=[by_link[content.link_id] for content in contents],
        subjects=[content.subject_id for content in contents],
    )
