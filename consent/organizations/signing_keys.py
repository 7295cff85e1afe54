"""Keys that sign webhooks, written the way Standard Webhooks writes them."""

import base64
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consent.organizations.models import SigningSecret

SHARED_PREFIX = "whsec_"
PRIVATE_PREFIX = "whsk_"
PUBLIC_PREFIX = "whpk_"
SECRET_BYTES = 32


@dataclass(frozen=True)
class SigningKey:
    """What signs, and the half of it that the platform is given."""

    private: str
    shown: str
    public: str = ""


def make_key(scheme: str) -> SigningKey:
    """Make a shared secret (v1) or an Ed25519 key pair (v1a)."""
    if scheme == SigningSecret.Scheme.V1A:
        return _make_pair()
    shared = SHARED_PREFIX + _in_base64(secrets.token_bytes(SECRET_BYTES))
    return SigningKey(private=shared, shown=shared)


def _make_pair() -> SigningKey:
    key = Ed25519PrivateKey.generate()
    public_bytes = key.public_key().public_bytes_raw()
    # Both halves follow one another, as the reference implementation has them.
    private = PRIVATE_PREFIX + _in_base64(key.private_bytes_raw() + public_bytes)
    public = PUBLIC_PREFIX + _in_base64(public_bytes)
    return SigningKey(private=private, shown=public, public=public)


def _in_base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
