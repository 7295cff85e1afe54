"""Signatures of the Standard Webhooks kind, by every secret that has not run out.

A secret signs by its own prefix: `whsec_` shares it with the platform (v1), `whsk_`
is the private half of an Ed25519 pair whose public half the platform has (v1a).
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consent.encryption import unseal
from consent.organizations.signing_keys import PRIVATE_PREFIX, SHARED_PREFIX

SEED_BYTES = 32


class Signer(Protocol):
    """Something that signs `id.timestamp.body` and names its scheme."""

    def sign(self, content: bytes) -> str: ...


class SharedSecret:
    """Signs with HMAC-SHA256, which the platform can do, too."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, content: bytes) -> str:
        return "v1," + _in_base64(hmac.digest(self._key, content, hashlib.sha256))


class KeyPair:
    """Signs with Ed25519, which nobody else can do."""

    def __init__(self, key: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(key[:SEED_BYTES])

    def sign(self, content: bytes) -> str:
        return "v1a," + _in_base64(self._key.sign(content))


def signers(sealed: Iterable[str]) -> list[Signer]:
    """Open sealed secrets for one use; they must never be cached."""
    return [signer_of(unseal(secret)) for secret in sealed]


def signer_of(secret: str) -> Signer:
    """Return what signs with an opened secret; one of an unknown kind is an error."""
    for prefix, kind in ((SHARED_PREFIX, SharedSecret), (PRIVATE_PREFIX, KeyPair)):
        if secret.startswith(prefix):
            return kind(base64.b64decode(secret.removeprefix(prefix), validate=True))
    raise ValueError("A signing secret starts with whsec_ or whsk_.")


def signed_headers(
    signers: Iterable[Signer], *, message_id: str, at: datetime, body: str | bytes
) -> dict[str, str]:
    """Return the headers that prove who sent `body`, and when."""
    raw = body if isinstance(body, bytes) else body.encode()
    timestamp = str(int(at.timestamp()))
    content = b".".join((message_id.encode(), timestamp.encode(), raw))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signer.sign(content) for signer in signers),
    }


def _in_base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
