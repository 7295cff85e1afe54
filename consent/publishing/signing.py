"""Signatures of the Standard Webhooks kind, by every secret that has not run out."""

from collections.abc import Iterable
from datetime import datetime

from standardwebhooks import Webhook

from consent.encryption import unseal


def signers(sealed: Iterable[str]) -> list[Webhook]:
    """Open sealed secrets for one use; they must never be cached."""
    return [Webhook(unseal(secret)) for secret in sealed]


def signed_headers(
    signers: Iterable[Webhook], *, message_id: str, at: datetime, body: str
) -> dict[str, str]:
    """Return the headers that prove who sent `body`, and when."""
    signatures = [signer.sign(message_id, at, body) for signer in signers]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
