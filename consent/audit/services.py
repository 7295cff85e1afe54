"""Writing to the log."""

import hashlib
import secrets
from collections.abc import Iterable

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
    entry = _entry(kind, body, participant_id)
    entry.save(force_insert=True)
    return entry


def record_all(
    *, kind: str, bodies: Iterable[tuple[int | None, dict[str, object]]]
) -> None:
    """Add many facts of one kind in one statement, each with the person it is about."""
    LogEntry.objects.bulk_create(
        [_entry(kind, body, participant_id) for participant_id, body in bodies]
    )


def _entry(kind: str, body: dict[str, object], participant_id: int | None) -> LogEntry:
    canonical = rfc8785.dumps(body)  # type: ignore[arg-type]
    salt = secrets.token_bytes(SALT_BYTES)
    return LogEntry(
        kind=kind,
        participant_id=participant_id,
        body=canonical.decode(),
        salt=salt,
        leaf=hashlib.sha256(salt + canonical).digest(),
    )
