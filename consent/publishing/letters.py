"""Messages to one platform, built at the last moment from what is true then."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from consent.organizations.models import Platform
from consent.publishing.claims import Claim
from consent.publishing.instants import in_seconds, whole
from consent.publishing.leases import LEASE, lease_end
from consent.publishing.models import CALLED_STATES
from consent.publishing.postman import Letter
from consent.publishing.signing import Signer, signed_headers, signers
from consent.publishing.statements import rows

log = structlog.get_logger(__name__)

ID_BYTES = 16
MOST_CHANGES = 50

# One statement, so that address, secrets and time are of one moment.
DESK = f"""
SELECT platform.endpoint_url, platform.state, clock_timestamp(), {LEASE},
       ARRAY(
           SELECT secret.sealed FROM consent_signingsecret secret
           WHERE secret.platform_id = platform.id
             AND (secret.expires_at IS NULL OR secret.expires_at > clock_timestamp())
           ORDER BY secret.created_at DESC, secret.id DESC
       )
FROM consent_platform platform
WHERE platform.id = %(platform)s AND platform.endpoint_url <> ''
  AND platform.state = ANY(%(states)s)
"""  # noqa: S608
# Rows come back only where delivery, link and feed entry are one platform's.
CONTENTS = """
SELECT entry.link_id, entry.event, entry.body, (
    SELECT json_agg(recent ORDER BY recent.version) FROM (
        SELECT v.version, v.change AS kind, v.issued_at AS at
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
class Desk:
    """One platform's address, signers and time, read together and never kept."""

    platform_id: int
    url: str
    signers: Sequence[Signer]
    now: datetime
    valid_until: datetime

    def letter(self, *, key: int, event: str, data: Mapping[str, object]) -> Letter:
        """Sign one message; its id is new each time and joins it to nothing."""
        body = json.dumps(
            {"type": event, "timestamp": in_seconds(self.now), "data": data},
            separators=(",", ":"),
        )
        headers = signed_headers(
            self.signers,
            message_id=f"msg_{secrets.token_hex(ID_BYTES)}",
            at=self.now,
            body=body,
        )
        return Letter(key=key, url=self.url, headers=headers, body=body.encode())

    def heartbeat(self) -> Letter:
        return self.letter(
            key=self.platform_id,
            event="platform.heartbeat",
            data={"valid_until": in_seconds(self.valid_until)},
        )


def open_desk(platform_id: int) -> Desk | None:
    """Read what is needed to write to a platform; None when it is not called at all.

    A platform without address, without secret or not in operation pulls its feed.
    """
    found = rows(DESK, {"platform": platform_id, "states": CALLED_STATES})
    if not found:
        return None
    url, state, now, since, sealed = found[0]
    if not sealed:
        log.warning("platform_without_secret", platform=platform_id)
        return None
    is_stopped = state == Platform.State.SUSPENDED
    valid_until = whole(now) if is_stopped else lease_end(since)
    return Desk(platform_id, url, signers(sealed), now, valid_until)


def write_letters(desk: Desk, claims: Sequence[Claim]) -> list[Letter]:
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
    return [_change(desk, *row) for row in found]


def _change(
    desk: Desk, link_id: int, event: str, line: str, recent: list[dict[str, Any]]
) -> Letter:
    entry = json.loads(line)
    changes = [
        {**change, "at": in_seconds(datetime.fromisoformat(change["at"]))}
        for change in recent or ()
    ]
    return desk.letter(
        key=link_id,
        event=event,
        data={
            "subject_id": entry["subject_id"],
            "version": entry["version"],
            "issued_at": entry["issued_at"],
            "told": entry["told"],
            "changes_since_ack": changes,
            "valid_until": in_seconds(desk.valid_until),
        },
    )
