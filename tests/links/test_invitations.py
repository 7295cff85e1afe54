from datetime import timedelta

import pytest
from django.utils import timezone

from consent.audit.models import LogEntry
from consent.codes import digest_of, make_code, read_code
from consent.links import invitations
from consent.links.models import Invitation
from tests import people
from tests.staff import make_staff, signed_in


@pytest.fixture
def place(db):
    return people.make_platform("lakeside")


@pytest.fixture
def steward(db):
    account = make_staff("Sam")
    account.is_superuser = True
    account.save()
    return signed_in(account)


def make(place, by):
    return invitations.make_invitation(
        platform=place, expires_at=timezone.now() + timedelta(days=9), by=by
    )


def test_only_the_hash_of_a_code_is_kept(place, sam):
    made = make(place, sam)

    kept = str(Invitation.objects.values().get())
    logged = LogEntry.objects.get(kind="invitation.made").body
    assert digest_of(made.code) in kept
    assert read_code(made.code) not in kept.replace("-", "") + logged


def test_codes_have_eighty_bits_and_no_look_alikes():
    codes = {make_code(invitations.CODE_LENGTH) for _ in range(200)}

    assert len(codes) == 200
    assert all(len(read_code(code)) * 5 >= 80 for code in codes)
    assert not set("ILOU") & set("".join(codes))


def test_code_is_read_however_it_is_typed():
    assert read_code(" o1l-i z ") == "0111Z"
    assert digest_of("ABCD-0123") == digest_of("abcd o1 23".replace(" ", "."))


def test_ended_code_stays_ended_and_is_told_once(place, sam, ana):
    made = make(place, sam)

    assert invitations.end_invitation(invitation=made.invitation, by=sam)
    assert not invitations.end_invitation(invitation=made.invitation, by=sam)
    with pytest.raises(invitations.InvitationEnded):
        invitations.look_up(code=made.code, birth_year=1986, by=ana.account)


def test_steward_makes_a_code_that_is_shown_once(steward, place, ana):
    page = steward.post(
        "/staff/consent/invitation/add/",
        {
            "platform": place.pk,
            "birth_year": "1986",
            "legal_effect": "consent",
            "days": "90",
        },
    )

    code = page.context["secrets"]["code"]
    assert page.context["secrets"]["address"].endswith(f"/join/#{code}")
    found = invitations.look_up(code=code, birth_year=1986, by=ana.account)
    assert found.platform == place
    assert code not in steward.get("/staff/consent/invitation/").content.decode()
    assert Invitation.objects.count() == 1


def test_steward_ends_codes_in_the_list(steward, place, sam):
    made = make(place, sam)

    steward.post(
        "/staff/consent/invitation/",
        {"action": "end", "_selected_action": [made.invitation.pk]},
    )

    assert Invitation.objects.get().ended_at is not None


def test_auditor_makes_and_ends_no_codes(place, sam):
    made = make(place, sam)
    ravi = signed_in(make_staff("Ravi"))

    refused = ravi.get("/staff/consent/invitation/add/")
    ravi.post(
        "/staff/consent/invitation/",
        {"action": "end", "_selected_action": [made.invitation.pk]},
    )

    assert refused.status_code == 403
    assert Invitation.objects.get().ended_at is None
