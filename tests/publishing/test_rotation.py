"""New keys beside old ones: no message is lost by changing over, none signed too long."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from consent import encryption
from consent.organizations.models import SigningSecret
from consent.organizations.queries import public_keys
from consent.organizations.services import OVERLAP, issue_signing_secret
from consent.publishing.letters import open_desk
from examples.verify.ambit_signature import NotFromAmbit, verify
from tests.publishing.rows import make_account, make_platform

pytestmark = pytest.mark.django_db
URL = "https://example.org/hook"


@pytest.fixture
def platform(db):
    return make_platform(URL)


@pytest.fixture
def issue(platform):
    by = make_account()
    return lambda scheme="v1": issue_signing_secret(
        platform=platform, by=by, scheme=scheme
    )


def end_overlap(scheme):
    over = SigningSecret.objects.filter(scheme=scheme).exclude(expires_at=None)
    assert over.update(expires_at=Now() - timedelta(seconds=1))


def fits(platform, *keys):
    letter = open_desk(platform.pk).heartbeat()
    try:
        return bool(verify(letter.body, letter.headers, keys))
    except NotFromAmbit:
        return False


def test_first_shared_secret_brings_a_key_pair(platform, issue):
    shared = issue()

    public = public_keys(platform).get().public_key
    assert shared.startswith("whsec_")
    assert public.startswith("whpk_")
    assert fits(platform, shared)
    assert fits(platform, public)


def test_private_half_is_sealed_and_never_shown(platform, issue):
    shown = issue("v1a")

    kept = SigningSecret.objects.get()
    private = encryption.unseal(kept.sealed)
    assert shown == kept.public_key
    assert private.startswith("whsk_")
    assert private.removeprefix("whsk_") not in kept.sealed + kept.public_key + shown


@pytest.mark.parametrize("scheme", ["v1", "v1a"])
def test_old_and_new_key_sign_until_the_overlap_ends(platform, issue, scheme):
    old = issue(scheme)
    new = issue(scheme)

    assert fits(platform, old)
    assert fits(platform, new)
    end_overlap(scheme)
    assert not fits(platform, old)
    assert fits(platform, new)


@pytest.mark.parametrize(("scheme", "other"), [("v1", "v1a"), ("v1a", "v1")])
def test_schemes_are_changed_apart(platform, issue, scheme, other):
    issue(other)
    issue(scheme)

    issue(scheme)

    assert not (
        SigningSecret.objects.filter(scheme=other).exclude(expires_at=None).exists()
    )


def test_third_key_does_not_lengthen_the_life_of_the_first(platform, issue):
    for _ in range(3):
        issue()

    first, second, third = SigningSecret.objects.filter(scheme="v1").order_by("pk")
    assert first.expires_at <= second.expires_at
    assert second.expires_at - second.created_at <= OVERLAP + timedelta(minutes=1)
    assert third.expires_at is None


def test_key_that_ran_out_is_no_longer_published(platform, issue):
    old, new = issue("v1a"), issue("v1a")

    assert [key.public_key for key in public_keys(platform)] == [new, old]
    end_overlap("v1a")
    assert [key.public_key for key in public_keys(platform)] == [new]


def test_platform_reads_its_own_public_keys_only(lakeside, library, sam):
    for program in (lakeside, library):
        issue_signing_secret(platform=program.platform, by=sam)
        issue_signing_secret(platform=program.platform, by=sam, scheme="v1a")

    keys = lakeside.get("/api/v1/keys").json()["keys"]

    known = public_keys(lakeside.platform).values_list("public_key", flat=True)
    assert [key["public_key"] for key in keys] == list(known)
    assert {key["scheme"] for key in keys} == {"v1a"}
    assert [bool(key["expires_at"]) for key in keys] == [False, True]
    assert "whsec_" not in str(keys)
    assert "whsk_" not in str(keys)
