"""Check that a message was signed by Ambit: copy this one file.

It knows both schemes of Standard Webhooks. `whsec_…` is the secret that you share
with Ambit (v1, HMAC-SHA256). `whpk_…` is Ambit's public key for your platform (v1a,
Ed25519, from `GET /api/v1/keys`): with it you can show others that Ambit sent a
message, and nobody who steals it can write one. Needs Python 3.11 and `cryptography`.

A signature does not stop somebody from sending a message to you twice. Two things
do: apply a version only if it is higher than the one you hold; and if a message has
no version, remember what `verify` returns for ten minutes and drop repeats.

As a program: `python ambit_signature.py KEY… < body`, with the three headers in the
environment as WEBHOOK_ID, WEBHOOK_TIMESTAMP and WEBHOOK_SIGNATURE.
"""

import base64
import hashlib
import hmac
import os
import sys
import time
from collections.abc import Iterable, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TOLERANCE_SECONDS = 5 * 60
LONGEST_ID = 200
MOST_SIGNATURES = 20
SHARED, PUBLIC = "whsec_", "whpk_"


class NotFromAmbit(Exception):
    """None of your keys made a signature of this message, or it is not of now."""


def verify(
    body: bytes,
    headers: Mapping[str, str],
    keys: Iterable[str],
    now: float | None = None,
) -> str:
    """Return the message's id if one of `keys` signed these bytes at about this time.

    Give the bytes as they came, before any parsing. Give all keys that you hold:
    while one is being replaced, that is the old and the new. `now` is in seconds
    since 1970. Raises NotFromAmbit, and ValueError if a key is none.
    """
    checks = [_check_of(key) for key in keys]
    found = {name.lower(): value for name, value in headers.items()}
    message_id = found.get("webhook-id", "")
    timestamp = found.get("webhook-timestamp", "")
    if not 0 < len(message_id) <= LONGEST_ID or not message_id.isascii():
        raise NotFromAmbit("The message has no id.")
    _check_time(timestamp, time.time() if now is None else now)
    content = b".".join((message_id.encode(), timestamp.encode(), body))
    signatures = found.get("webhook-signature", "").split(" ", MOST_SIGNATURES)
    # No early end: how long this takes tells nobody which key came near.
    matches = [
        scheme == theirs and check(content, raw)
        for theirs, raw in map(_parts, signatures[:MOST_SIGNATURES])
        for scheme, check in checks
    ]
    if not any(matches):
        raise NotFromAmbit("No signature fits.")
    return message_id


def _check_time(timestamp: str, now: float) -> None:
    if not (
        timestamp.isascii() and timestamp.isdigit() and len(timestamp) < LONGEST_ID
    ):
        raise NotFromAmbit("The message has no time.")
    if abs(int(timestamp) - now) > TOLERANCE_SECONDS:
        raise NotFromAmbit("The message is too old, or a clock is wrong.")


def _parts(signature: str) -> tuple[str, bytes]:
    scheme, _, encoded = signature.partition(",")
    try:
        return scheme, base64.b64decode(encoded, validate=True)
    except ValueError:
        return "", b""


class _Shared:
    def __init__(self, key: bytes) -> None:
        self.key = key

    def __call__(self, content: bytes, signature: bytes) -> bool:
        ours = hmac.digest(self.key, content, hashlib.sha256)
        return hmac.compare_digest(ours, signature)


class _Public:
    def __init__(self, key: bytes) -> None:
        self.key = Ed25519PublicKey.from_public_bytes(key)

    def __call__(self, content: bytes, signature: bytes) -> bool:
        try:
            self.key.verify(signature, content)
        except InvalidSignature:
            return False
        return True


def _check_of(key: str) -> tuple[str, _Shared | _Public]:
    if key.startswith(SHARED) and len(key) > len(SHARED):
        return "v1", _Shared(base64.b64decode(key.removeprefix(SHARED), validate=True))
    if key.startswith(PUBLIC):
        return "v1a", _Public(base64.b64decode(key.removeprefix(PUBLIC), validate=True))
    raise ValueError("A key starts with whsec_ or whpk_.")


def main() -> int:
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    headers = {
        name: os.environ.get(name.upper().replace("-", "_"), "") for name in names
    }
    try:
        print(verify(sys.stdin.buffer.read(), headers, sys.argv[1:]))
    except (NotFromAmbit, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
