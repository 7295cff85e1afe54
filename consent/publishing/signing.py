"""Signatures of the Standard Webhooks kind, by every secret that has not run out."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Now
from standardwebhooks import Webhook

from consent.encryption import unseal
from consent.organizations.models import SigningSecret


def signers_of(platform_id: int) -> list[Webhook]:
    """Return the platform's signers, the newest first; they must never be cached."""
    sealed = (
        SigningSecret.objects.filter(platform_id=platform_id)
        .filter(Q(expires_at=None) | Q(expires_at__gt=Now()))
        .order_by("-created_at", "-id")
        .values_list("sealed", flat=True)
    )
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
