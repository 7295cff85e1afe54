"""Credentials and secrets of platforms: each is shown once and can be revoked."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from allauth.idp.oidc.models import Client, Token
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from consent import encryption
from consent.audit import services as audit
from consent.organizations.models import Credential, Platform, SigningSecret
from consent.organizations.signing_keys import make_key
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
def issue_signing_secret(
    *, platform: Platform, by: Account, scheme: str = SigningSecret.Scheme.V1
) -> str:
    """Make what signs webhooks, and return what the platform is given, once.

    Of `v1` that is the shared secret (`whsec_…`), of `v1a` the public key (`whpk_…`):
    its private half is never shown. Older ones of the same scheme keep signing beside
    it for `OVERLAP`, so that a platform can change over without losing a message.
    A platform's first shared secret brings its key pair.
    """
    issued = _issue(platform, by, scheme)
    pairs = SigningSecret.objects.filter(
        platform=platform, scheme=SigningSecret.Scheme.V1A
    )
    if not pairs.exists():
        _issue(platform, by, SigningSecret.Scheme.V1A)
    return issued


def _issue(platform: Platform, by: Account, scheme: str) -> str:
    key = make_key(scheme)
    overlap_ends = timezone.now() + OVERLAP
    SigningSecret.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=overlap_ends),
        platform=platform,
        scheme=scheme,
    ).update(expires_at=overlap_ends)
    SigningSecret.objects.create(
        platform=platform,
        scheme=scheme,
        sealed=encryption.seal(key.private),
        public_key=key.public,
    )
    audit.record(
        kind="signing_secret.issued",
        body={"platform": platform.code, "scheme": str(scheme), "by": by.pk},
    )
    return key.shown


@transaction.atomic
def suspend_silent(*, platform_id: int) -> bool:
    """Suspend a platform that has been silent too long; True when this call did it.

    `resume_silent` gives back the state that it had, unless a steward changes the
    state in between.
    """
    done = Platform.objects.filter(
        pk=platform_id, state__in=[Platform.State.TESTING, Platform.State.LIVE]
    ).update(state_before_silence=F("state"), state=Platform.State.SUSPENDED)
    if done:
        audit.record(kind="platform.suspended", body=_of_silence(platform_id))
    return bool(done)


@transaction.atomic
def resume_silent(*, platform_id: int) -> bool:
    """End a suspension for silence, never a steward's; True when this call did it."""
    silent = Platform.objects.filter(pk=platform_id, state=Platform.State.SUSPENDED)
    done = silent.exclude(state_before_silence="").update(
        state=F("state_before_silence"), state_before_silence=""
    )
    if done:
        audit.record(kind="platform.resumed", body=_of_silence(platform_id))
    return bool(done)


def _of_silence(platform_id: int) -> dict[str, object]:
    return {"platform": platform_id, "cause": "silence"}


@transaction.atomic
def change_state(*, platform: Platform, state: str, by: Account) -> None:
    """Give a platform the state that a steward chose; it is never taken back by itself."""
    Platform.objects.filter(pk=platform.pk).update(state=state, state_before_silence="")
    platform.refresh_from_db(fields=["state", "state_before_silence"])
    audit.record(
        kind="platform.state_changed",
        body={"platform": platform.pk, "state": state, "by": by.pk},
    )
