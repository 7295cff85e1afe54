"""Credentials and secrets of platforms: each is shown once and can be revoked."""

import base64
import secrets
from dataclasses import dataclass
from datetime import timedelta

from allauth.idp.oidc.models import Client, Token
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from consent import encryption
from consent.audit import services as audit
from consent.organizations.models import Credential, Platform, SigningSecret
from consent.participants.models import Account

SCOPES = (
    "preferences:read",
    "access-events:write",
    "authzen:evaluate",
    "webhooks:manage",
)
SECRET_BYTES = 32
OVERLAP = timedelta(hours=24)


@dataclass(frozen=True)
class IssuedCredential:
    """A new credential with its secret, which nobody can read again."""

    credential: Credential
    client_id: str
    secret: str


@transaction.atomic
def issue_credential(*, platform: Platform, name: str, by: Account) -> IssuedCredential:
    """Make an OAuth client of one platform; the secret is in the answer only."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    client = Client(
        name=f"{platform.code}: {name}"[:100],
        type=Client.Type.CONFIDENTIAL,
        response_types=Client.ResponseType.NONE,
    )
    client.set_secret(secret)
    client.set_scopes(list(SCOPES))
    client.set_default_scopes(list(SCOPES))
    client.grant_types = Client.GrantType.CLIENT_CREDENTIALS
    client.save(force_insert=True)
    credential = Credential.objects.create(
        platform=platform, client=client, name=name, created_by=by
    )
    audit.record(
        kind="credential.issued",
        body={"credential": credential.pk, "platform": platform.code, "by": by.pk},
    )
    return IssuedCredential(credential, client.pk, secret)


@transaction.atomic
def revoke_credential(*, credential: Credential, by: Account) -> None:
    """End a credential and all its tokens at once; revoking again changes nothing."""
    ended = Credential.objects.filter(pk=credential.pk, revoked_at=None).update(
        revoked_at=timezone.now()
    )
    if not ended:
        return
    # The client stays, since history points to it, but opens nothing any more.
    Client.objects.filter(pk=credential.client_id).update(
        secret=make_password(None), grant_types=""
    )
    Token.objects.filter(client_id=credential.client_id).delete()
    credential.refresh_from_db(fields=["revoked_at"])
    audit.record(
        kind="credential.revoked",
        body={"credential": credential.pk, "by": by.pk},
    )


@transaction.atomic
def issue_signing_secret(*, platform: Platform, by: Account) -> str:
    """Make a new webhook secret (`whsec_…`), shown once.

    Secrets issued before keep signing beside it for `OVERLAP`, so that a platform
    can change over without losing a message.
    """
    key = base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")
    secret = f"whsec_{key}"
    overlap_ends = timezone.now() + OVERLAP
    SigningSecret.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=overlap_ends), platform=platform
    ).update(expires_at=overlap_ends)
    SigningSecret.objects.create(platform=platform, sealed=encryption.seal(secret))
    audit.record(
        kind="signing_secret.issued", body={"platform": platform.code, "by": by.pk}
    )
    return secret
