"""Cursors of a feed: opaque to the platform, bound to it and to the feed's epoch."""

import base64
import binascii
import hmac
import uuid
from dataclasses import dataclass

from django.conf import settings

from consent.errors import ResyncRequired

MAC_BYTES = 12
SEQ_BYTES = 8
EPOCH_BYTES = 16


@dataclass(frozen=True)
class Position:
    """A place in one epoch of a feed."""

    epoch: uuid.UUID
    seq: int


# Where a feed stands before its first entry, whose epoch is not known yet.
EMPTY = Position(uuid.UUID(int=0), 0)


def write_cursor(platform_id: int, position: Position) -> str:
    """Return the cursor that stands right behind a position."""
    plain = position.epoch.bytes + position.seq.to_bytes(SEQ_BYTES)
    sealed = plain + _mac(platform_id, plain)
    return base64.urlsafe_b64encode(sealed).decode("ascii").rstrip("=")


def read_cursor(platform_id: int, cursor: str) -> Position:
    """Return the position of a cursor; one we did not write needs a new start."""
    try:
        sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (binascii.Error, ValueError) as error:
        raise ResyncRequired from error
    plain, mac = sealed[:-MAC_BYTES], sealed[-MAC_BYTES:]
    if len(plain) != EPOCH_BYTES + SEQ_BYTES:
        raise ResyncRequired
    if not hmac.compare_digest(mac, _mac(platform_id, plain)):
        raise ResyncRequired
    return Position(
        epoch=uuid.UUID(bytes=plain[:EPOCH_BYTES]),
        seq=int.from_bytes(plain[EPOCH_BYTES:]),
    )


def _mac(platform_id: int, plain: bytes) -> bytes:
    key = f"feed cursor {platform_id} {settings.SECRET_KEY}".encode()
    return hmac.digest(key, plain, "sha256")[:MAC_BYTES]
