"""The mark that only we can put under a receipt, over its exact bytes."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Final

import rfc8785
from django.conf import settings

SEAL: Final = "ambit:seal"
PURPOSE: Final = b"ambit receipt 1"


def sealed(receipt: Mapping[str, Any], digest: str) -> dict[str, Any]:
    """Add the seal; it also covers the digest of the choices, which is not shown.

    The digest alone would let somebody with the receipt try out which conditions
    the person named.
    """
    key = settings.SECRET_KEK.split(",")[0]
    return {**receipt, SEAL: _seal(receipt, digest, key)}


def is_ours(receipt: Mapping[str, Any], digest: str) -> bool:
    """Tell whether we sealed exactly this, under any key that we still have."""
    given = receipt.get(SEAL)
    rest = {name: value for name, value in receipt.items() if name != SEAL}
    if not isinstance(given, str) or not given.isascii():
        return False
    try:
        return any(
            hmac.compare_digest(given, _seal(rest, digest, key))
            for key in settings.SECRET_KEK.split(",")
        )
    except rfc8785.CanonicalizationError:
        return False


def parsed(content: bytes) -> dict[str, Any] | None:
    """Read an uploaded receipt; None where it is no JSON object.

    A name that comes twice is no receipt of ours: readers differ on which one counts.
    """
    try:
        found = json.loads(content, object_pairs_hook=_each_once)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _seal(receipt: Mapping[str, Any], digest: str, key: str) -> str:
    message = rfc8785.dumps({**receipt, SEAL: digest})
    own_key = hmac.digest(base64.urlsafe_b64decode(key), PURPOSE, hashlib.sha256)
    mark = hmac.digest(own_key, message, hashlib.sha256)
    return base64.urlsafe_b64encode(mark).decode().rstrip("=")
