"""Rows by hand, the smallest that are valid."""

import base64
import secrets

from django.db import transaction

from consent.encryption import seal
from consent.links.models import Link, LinkVersion
from consent.links.services import issue_versions, open_link
from consent.organizations.models import Organization, Platform, SigningSecret
from consent.participants.models import Account, Participant
from consent.publishing.services import publish

Change = LinkVersion.Change
Cause = LinkVersion.Cause


def make_account() -> Account:
    return Account.objects.create_user(f"{secrets.token_hex(4)}@example.org")


def make_participant(called: str = "Ana") -> Participant:
    return Participant.objects.create(called=called, country="FI")


def make_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def make_platform(url: str = "", secret: str = "", **fields: object) -> Platform:
    code = f"place-{secrets.token_hex(4)}"
    organization = Organization.objects.create(
        code=code, name=code, kind="nonprofit", country="FI", is_pledged=True
    )
    platform = Platform.objects.create(
        **{
            "organization": organization,
            "code": code,
            "name": code,
            "holds": "samples",
            "country": "FI",
            "endpoint_url": url,
            "state": Platform.State.LIVE,
            **fields,
        }
    )
    if secret:
        SigningSecret.objects.create(platform=platform, sealed=seal(secret))
    return platform


def make_link(platform: Platform, participant: Participant | None = None) -> Link:
    return open_link(
        participant=participant or make_participant(),
        platform=platform,
        by=make_account(),
    )


def tell(
    *links: Link,
    change: LinkVersion.Change = Change.NARROWED,
    cause: LinkVersion.Cause = Cause.PREFERENCE,
    preference_version: int | None = 1,
    sharing: str = "some",
) -> list[LinkVersion]:
    """Issue and publish one version for each link, as choosing does."""
    with transaction.atomic():
        versions = issue_versions(
            links=links,
            cause=cause,
            change=change,
            preference_version=preference_version,
        )
        told = {"sharing": sharing, "duo": {}, "until": None, "obligations": []}
        publish(
            versions=versions, told=dict.fromkeys((link.pk for link in links), told)
        )
    return versions
