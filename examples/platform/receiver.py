"""What Ambit pushes to us: verified, applied only if newer, answered honestly."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from examples.platform.choices import Choices


class NotFromAmbit(Exception):
    """No secret of ours made this signature, or it is older than five minutes."""


class Unreadable(Exception):
    """It is signed, but we do not understand it."""


def verify(
    body: bytes, headers: Mapping[str, str], *, secrets: Sequence[str]
) -> Mapping[str, Any]:
    """Check the signature with each secret: during a rotation there are two."""
    if not any(_is_signed(body, headers, secret) for secret in secrets):
        raise NotFromAmbit
    try:
        message = json.loads(body)
    except ValueError as error:
        raise Unreadable from error
    if not isinstance(message, dict) or not isinstance(message.get("data"), dict):
        raise Unreadable
    return message


def receive(message: Mapping[str, Any], *, choices: Choices, via: str) -> int:
    """Apply a verified message and say which version we hold; 0 when it has none."""
    data = message["data"]
    version = 0
    if "version" in data:
        version = apply(data, kind=str(message.get("type")), choices=choices, via=via)
    try:
        if "valid_until" in data:
            choices.renew(data["valid_until"])
    except ValueError as error:
        raise Unreadable from error
    return version


def apply(item: Mapping[str, Any], *, kind: str, choices: Choices, via: str) -> int:
    """Apply one change, pushed or pulled, and say which version we hold now."""
    subject_id, version = item.get("subject_id"), item.get("version")
    told = item.get("told")
    if (
        not isinstance(subject_id, str)
        or type(version) is not int
        or not isinstance(told, dict)
    ):
        raise Unreadable
    choices.apply(subject_id=subject_id, version=version, kind=kind, told=told, via=via)
    held = choices.held(subject_id)
    return held.version if held else 0


def _is_signed(body: bytes, headers: Mapping[str, str], secret: str) -> bool:
    try:
        Webhook(secret).verify(body, dict(headers), json_parse=False)
    except (WebhookVerificationError, ValueError):
        # The library lets ValueError out for a header that is no signature at all.
        return False
    return True
