"""The admin panel's door, and what it shows once."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import Permission
from django.urls import reverse

from consent.organizations.models import Credential, SigningSecret
from consent.participants.models import Account
from tests import people

pytestmark = pytest.mark.django_db
KEY = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@pytest.fixture
def sam():
    """Runs the portal."""
    person = people.make_person("Sam").account
    Account.objects.filter(pk=person.pk).update(is_staff=True, is_superuser=True)
    TOTP.activate(person, KEY)
    return person


def code() -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(KEY, counter))


def sign_in(client, account, *, with_code: bool):
    client.post(
        "/accounts/login/", {"login": account.email, "password": people.PASSWORD}
    )
    if with_code:
        client.post(reverse("mfa_authenticate"), {"code": code()})


def test_a_stranger_is_sent_to_sign_in(client):
    answer = client.get(reverse("admin:index"), follow=True)

    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_a_participant_is_refused(client):
    people.sign_in(client, people.make_person("Ana"))

    assert client.get(reverse("admin:login")).status_code == 403


def test_staff_with_password_and_code_get_in(client, sam):
    sign_in(client, sam, with_code=True)

    assert client.get(reverse("admin:index")).status_code == 200


def test_staff_without_the_code_stay_out(client, sam):
    sign_in(client, sam, with_code=False)

    answer = client.get(reverse("admin:index"), follow=True)

    assert answer.request["PATH_INFO"] != reverse("admin:index")


def test_staff_without_a_code_app_set_one_up_right_after_signing_in(client):
    kit = people.make_person("Kit")
    Account.objects.filter(pk=kit.account.pk).update(is_staff=True)
    people.sign_in(client, kit)

    answer = client.get(reverse("admin:index"), follow=True)

    steps = " ".join(url for url, _status in answer.redirect_chain)
    assert reverse("mfa_activate_totp") in steps
    assert answer.request["PATH_INFO"] == reverse("mfa_activate_totp")


def test_the_key_of_a_code_app_is_sealed_in_the_database(sam):
    assert KEY not in str(sam.authenticator_set.get().data)


def test_recovery_codes_are_sealed_in_the_database(sam):
    codes = RecoveryCodes.activate(sam)

    stored = str(sam.authenticator_set.get(type="recovery_codes").data)
    assert codes.generate_codes()[0] not in stored


def test_nobody_takes_over_an_account_or_gives_themselves_rights(client, sam):
    kit, ana = people.make_person("Kit").account, people.make_person("Ana").account
    Account.objects.filter(pk=kit.pk).update(is_staff=True)
    kit.user_permissions.set(Permission.objects.filter(codename__endswith="_account"))
    TOTP.activate(kit, KEY)
    sign_in(client, kit, with_code=True)
    wanted = {"email": "kit@evil.example", "called": "X", "is_staff": "on"}

    answers = [
        client.post(reverse("admin:consent_account_change", args=[who.pk]), wanted)
        for who in (ana, sam)
    ]

    ana.refresh_from_db()
    assert [answer.status_code for answer in answers] == [302, 403]
    assert (ana.email, ana.called, ana.is_staff) == ("ana@example.org", "X", False)


def test_a_credential_is_shown_once_and_kept_as_a_hash(client, sam):
    platform = people.make_platform("lakeside")
    sign_in(client, sam, with_code=True)

    page = client.post(
        reverse("admin:consent_credential_add"),
        {"platform": platform.pk, "name": "Main"},
    )

    secret = re.findall(r"client_secret</dt><dd><code>([^<]+)", page.content.decode())[
        0
    ]
    credential = Credential.objects.get()
    assert "no-store" in page["Cache-Control"]
    assert secret not in credential.client.secret
    assert credential.created_by == sam
    listing = client.get(reverse("admin:consent_credential_changelist"))
    assert secret not in listing.content.decode()


def test_a_signing_secret_is_shown_once_and_kept_sealed(client, sam):
    platform = people.make_platform("lakeside")
    sign_in(client, sam, with_code=True)

    page = client.post(
        reverse("admin:consent_signingsecret_add"),
        {"platform": platform.pk, "scheme": "v1"},
    )

    secret = re.findall(r"whsec_[^<]+", page.content.decode())[0]
    assert secret not in SigningSecret.objects.get(scheme="v1").sealed


def test_an_organization_and_a_platform_can_be_added(client, sam):
    sign_in(client, sam, with_code=True)
    inlines = {
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
        "partnerships-TOTAL_FORMS": 0,
        "partnerships-INITIAL_FORMS": 0,
    }
    organization = {
        "code": "north",
        "name": "North",
        "kind": "nonprofit",
        "country": "FI",
        "is_pledged": "on",
    }

    client.post(reverse("admin:consent_organization_add"), organization | inlines)
    platform = {
        "organization": 1,
        "code": "north-bank",
        "name": "North Bank",
        "holds": "Samples",
        "country": "FI",
        "endpoint_url": "https://north.example/hooks",
        "stop_days": 30,
        "batch_size": 1,
        "state": "live",
    }
    platform["organization"] = people.Organization.objects.get(code="north").pk
    client.post(reverse("admin:consent_platform_add"), platform | inlines)

    assert people.Platform.objects.get(code="north-bank").state == "live"


def test_a_participant_can_be_linked_to_a_place_and_the_place_is_told(client, sam):
    ana = people.make_person("Ana")
    people.choose(ana, people.Level.HEALTH)
    platform = people.make_platform("lakeside")
    sign_in(client, sam, with_code=True)

    client.post(
        reverse("admin:consent_link_add"),
        {
            "participant": ana.participant.pk,
            "platform": platform.pk,
            "legal_effect": "consent",
        },
    )

    link = ana.participant.links.get()
    assert link.delivery.target_version == link.version


def test_linking_twice_is_refused_in_words(client, sam):
    ana = people.make_person("Ana")
    platform = people.make_platform("lakeside")
    sign_in(client, sam, with_code=True)
    form = {
        "participant": ana.participant.pk,
        "platform": platform.pk,
        "legal_effect": "consent",
    }
    client.post(reverse("admin:consent_link_add"), form)

    page = client.post(reverse("admin:consent_link_add"), form, follow=True)

    assert "already" in page.content.decode()
    assert ana.participant.links.count() == 1


@pytest.mark.parametrize(
    "name",
    [
        "preference",
        "logentry",
        "delivery",
        "deliveryattempt",
        "feedentry",
        "accessevent",
        "decisionrecord",
        "confirmation",
    ],
)
def test_ledgers_can_only_be_looked_at(client, sam, name):
    sign_in(client, sam, with_code=True)

    listing = client.get(reverse(f"admin:consent_{name}_changelist"))
    adding = client.get(reverse(f"admin:consent_{name}_add"))

    assert listing.status_code == 200
    assert adding.status_code == 403
