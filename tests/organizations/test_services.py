"""Credentials and secrets are shown once, and never kept in the open."""

import base64

from allauth.idp.oidc.models import Client, Token
from django.core import serializers

from consent import encryption
from consent.audit.models import LogEntry
from consent.organizations import services
from consent.organizations.models import Credential, SigningSecret
from consent.organizations.queries import members_for
from tests import institutions, people


def test_secret_of_a_credential_is_kept_as_a_hash(sam, db):
    platform = people.make_platform("lakeside")

    issued = services.issue_credential(platform=platform, name="main", by=sam)

    client = Client.objects.get(pk=issued.client_id)
    assert client.check_secret(issued.secret)
    assert issued.secret not in serializers.serialize("json", [client])
    assert issued.credential.platform == platform
    assert LogEntry.objects.filter(kind="credential.issued").exists()


def test_revoking_ends_tokens_and_is_said_once(lakeside, sam):
    credential = Credential.objects.get()

    services.revoke_credential(credential=credential, by=sam)
    services.revoke_credential(credential=credential, by=sam)

    assert credential.revoked_at is not None
    assert not Token.objects.exists()
    assert LogEntry.objects.filter(kind="credential.revoked").count() == 1


def test_signing_secret_is_sealed_and_well_formed(sam, db):
    platform = people.make_platform("lakeside")

    secret = services.issue_signing_secret(platform=platform, by=sam)

    kept = SigningSecret.objects.get(scheme="v1")
    assert encryption.unseal(kept.sealed) == secret
    assert secret not in kept.sealed
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32


def test_old_secret_signs_beside_the_new_one_for_a_while(sam, db):
    platform = people.make_platform("lakeside")
    for _ in range(3):
        services.issue_signing_secret(platform=platform, by=sam)

    *old, new = SigningSecret.objects.filter(scheme="v1").order_by("pk")

    assert new.expires_at is None
    assert all(one.expires_at is not None for one in old)


def test_members_are_those_with_a_ror_id_who_may_be_trusted(lakeside, library):
    institutions.make_organization(ror=institutions.ROR)
    institutions.make_organization("barred", kind="barred", ror="https://ror.org/b")
    institutions.make_organization("new", is_pledged=False, ror="https://ror.org/n")

    members = members_for([lakeside.platform, library.platform])

    assert set(members) == {lakeside.platform.pk, library.platform.pk}
    assert [one.code for one in members[lakeside.platform.pk]] == [
        institutions.HOSPITAL
    ]
