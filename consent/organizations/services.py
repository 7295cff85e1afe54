"""Credentials and secrets of platforms: each is shown once and can be revoked."""

from dataclasses import dataclass

from consent.organizations.models import Credential, Platform
from consent.participants.models import Account

SCOPES = ("preferences:read", "access-events:write", "authzen:evaluate", "webhooks:manage")


@dataclass(frozen=True)
class IssuedCredential:
    """A new credential with its secret, which nobody can read again."""

    credential: Credential
    client_id: str
    secret: str


def issue_credential(*, platform: Platform, name: str, by: Account) -> IssuedCredential:
    """Make an OAuth client of one platform; the secret is in the answer only."""
    raise NotImplementedError


def revoke_credential(*, credential: Credential, by: Account) -> None:
    """End a credential and all its tokens at once; revoking again changes nothing."""
    raise NotImplementedError


def issue_signing_secret(*, platform: Platform, by: Account) -> str:
    """Make a new webhook secret (`whsec_…`), shown once.

    Secrets issued before keep signing beside it for `OVERLAP`, so that a platform
    can change over without losing a message.
    """
    raise NotImplementedError
