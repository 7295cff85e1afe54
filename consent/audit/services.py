"""Writing to the log."""

import hashlib
import secrets

import rfc8785

from consent.audit.models import LogEntry

SALT_BYTES = 32


def record(
    *, kind: str, body: dict[str, object], participant_id: int | None = None
) -> LogEntry:
    """Add a fact to the log, inside the caller's transaction.

    `body` holds JSON values only; whole numbers above 2^53 must be strings
    (RFC 8785). It names accounts and links by id, never by name or e-mail.
    """
    canonical = rfc8785.dumps(body)  # type: ignore[arg-type]
    salt = secrets.token_bytes(SALT_BYTES)
    return LogEntry.objects.create(
        kind=kind,
        participant_id=participant_id,
        body=canonical.decode(),
        salt=salt,
        leaf=hashlib.sha256(salt + canonical).digest(),
    )
