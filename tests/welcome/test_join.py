import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from consent.links import invitations
from consent.links.models import Invitation, Link, LinkVersion
from consent.participants import tries
from consent.participants.models import Authority
from consent.preferences import services as preferences
from consent.publishing.models import Delivery
from consent.vocabulary.levels import Level
from consent.welcome import joining
from tests import people

YEAR = 1986
REFUSED = "We cannot match this code and this year."


@pytest.fixture
def place(db):
    return people.make_platform("lakeside", bases=["law"])


@pytest.fixture
def made(place, sam):
    return make(place, sam)


@pytest.fixture
def visitor(client, ana):
    return people.sign_in(client, ana)


def make(place, by, **options):
    options = {"birth_year": YEAR, **options}
    until = timezone.now() + timedelta(days=90)
    return invitations.make_invitation(
        platform=place, expires_at=until, by=by, **options
    )


def type_in(client, code, year=YEAR):
    return client.post("/join/", {"code": code, "birth_year": year}, follow=True)


def grow_old(client):
    session = client.session
    session["signed_in_at"] = 0
    session["account_authentication_methods"] = []
    session.save()


def test_code_connects_the_place_after_a_look(visitor, ana, made, place):
    people.choose(ana, Level.HEALTH)
    looked = type_in(visitor, made.code.lower().replace("-", " "))
    before = Link.objects.count()

    done = visitor.post("/join/check/", follow=True)

    html = looked.content.decode()
    assert "Lakeside" in html
    assert "Some laws let it use data without asking you." in html
    assert before == 0
    link = Link.objects.get()
    assert (link.participant, link.platform) == (ana.participant, place)
    assert "Lakeside is on your list now." in done.content.decode()


def test_new_place_is_told_the_present_choices(ana, made):
    saved = people.choose(ana, Level.HEALTH)

    link = joining.join(invitation=made.invitation, authority=ana)

    told = LinkVersion.objects.get(link=link)
    assert told.preference_version == saved.version
    assert Delivery.objects.get(pk=link.pk).target_version == told.version


def test_pressing_twice_connects_once(visitor, made):
    type_in(visitor, made.code)
    other_tab = dict(visitor.session)

    visitor.post("/join/check/")
    session = visitor.session
    session["invitation"] = other_tab["invitation"]
    session.save()
    again = visitor.post("/join/check/")

    assert again.status_code == 302
    assert Link.objects.count() == 1
    assert visitor.post("/join/check/").headers["Location"] == "/join/"


def test_unknown_code_and_wrong_year_get_the_same_answer(visitor, made):
    unknown = type_in(visitor, "0000-0000-0000-0000").content.decode()
    wrong = type_in(visitor, made.code, 1950).content.decode()

    assert REFUSED in unknown
    assert REFUSED in wrong
    assert "<title>Error: Add a place" in wrong
    assert "Lakeside" not in wrong


def test_used_code_says_so(visitor, made, ben):
    joining.join(invitation=made.invitation, authority=ben)

    html = type_in(visitor, made.code).content.decode()

    assert "This code was used before." in html


@pytest.mark.parametrize("column", ["expires_at", "ended_at"])
def test_ended_code_says_so(column, visitor, made):
    past = timezone.now() - timedelta(minutes=1)
    Invitation.objects.update(**{column: past})

    html = type_in(visitor, made.code).content.decode()

    assert "This code has ended." in html


def test_code_ends_after_too_many_wrong_years(visitor, made):
    for year in range(1950, 1950 + invitations.MOST_WRONG_YEARS):
        type_in(visitor, made.code, year)

    html = type_in(visitor, made.code).content.decode()

    assert "This code has ended." in html


def test_account_waits_after_too_many_wrong_codes(visitor, made):
    for _ in range(tries.MOST):
        type_in(visitor, "0000-0000-0000-0000")

    html = type_in(visitor, made.code).content.decode()

    assert "Please wait an hour" in html


def test_wrong_code_is_tried_once_however_often_the_page_is_loaded(visitor):
    type_in(visitor, "0000-0000-0000-0000")

    reloaded = visitor.get("/join/check/")

    assert reloaded.headers["Location"] == "/join/"


def test_code_without_a_year_fits_every_year(visitor, place, sam):
    made = make(place, sam, birth_year=None)

    assert "Is this your place?" in type_in(visitor, made.code, 1950).content.decode()


def test_second_code_of_a_place_makes_no_second_link(visitor, ana, made, place, sam):
    preferences.join(participant=ana.participant, platform=place, by=ana.account)
    type_in(visitor, made.code)

    answer = visitor.post("/join/check/")

    assert "This place is already on your list." in answer.content.decode()
    assert Link.objects.count() == 1
    assert Invitation.objects.get().link is None


def test_legal_effect_and_older_form_follow_the_code(ana, place, sam):
    made = make(place, sam, legal_effect="opt_out", has_prior_consent=True)

    link = joining.join(invitation=made.invitation, authority=ana)

    assert link.legal_effect == Link.LegalEffect.OPT_OUT
    assert link.has_prior_consent


def test_code_of_a_signed_out_person_survives_sign_in(client, ana, made):
    page = type_in(client, made.code)
    next_page = re.search(r'/accounts/login/\?next=([^"]+)"', page.content.decode())[1]

    answer = client.post(
        f"/accounts/login/?next={next_page}",
        {
            "login": ana.account.email,
            "password": people.PASSWORD,
            "next": "/join/check/",
        },
        follow=True,
    )

    assert made.code not in str(dict(client.session))
    assert "Is this your place?" in answer.content.decode()


def test_code_of_a_new_person_survives_sign_up(client, made):
    type_in(client, made.code)
    client.post(
        "/accounts/signup/?next=/join/check/",
        {
            "called": "Nia",
            "email": "nia@example.org",
            "password1": people.PASSWORD,
            "country": "FI",
            "next": "/join/check/",
        },
    )
    code = re.search(
        r"^\s*([A-Z0-9]{6,}|[A-Z0-9-]{7,})\s*$", mail.outbox[0].body, re.MULTILINE
    )

    answer = client.post("/accounts/confirm-email/", {"code": code[1]}, follow=True)

    assert "Is this your place?" in answer.content.decode()


def test_nothing_is_said_of_a_code_before_sign_in(client, made):
    right = type_in(client, made.code).content.decode()
    wrong = type_in(Client(), "0000-0000-0000-0000").content.decode()

    assert "We keep your code" in right
    assert "We keep your code" in wrong
    assert "Lakeside" not in right
    assert Invitation.objects.get().wrong_tries == 0


def test_wider_choices_ask_for_a_fresh_sign_in(visitor, ana, made):
    people.choose(ana, Level.WIDE)
    type_in(visitor, made.code)
    grow_old(visitor)

    page = visitor.get("/join/check/")
    answer = visitor.post("/join/check/")

    assert "Sign in again" in page.content.decode()
    assert "reauthenticate" in answer.headers["Location"]
    assert Link.objects.count() == 0


@pytest.mark.parametrize("level", [None, Level.NONE])
def test_place_that_may_use_nothing_needs_no_fresh_sign_in(level, visitor, ana, made):
    if level:
        people.choose(ana, level)
    type_in(visitor, made.code)
    grow_old(visitor)

    visitor.post("/join/check/")

    assert Link.objects.count() == 1


def test_helper_who_may_only_look_adds_nothing(client, ben, ana, made):
    held = Authority.objects.create(
        account=ben.account,
        participant=ana.participant,
        kind=Authority.Kind.HELPER_VIEW,
    )
    people.sign_in(client, ben)
    client.post("/people/act/", {"authority": held.pk})

    assert type_in(client, made.code).status_code == 403
    assert client.post("/join/check/").status_code == 403
    assert Link.objects.count() == 0


def test_removed_authority_adds_nothing(ana, made):
    Authority.objects.filter(pk=ana.pk).update(
        starts_at="2020-01-01T00:00Z", ends_at="2021-01-01T00:00Z"
    )

    with pytest.raises(joining.NotYours):
        joining.join(invitation=made.invitation, authority=ana)


def test_unreadable_input_is_told_beside_its_field(client, db):
    html = client.post("/join/", {"code": "abc", "birth_year": "x"}).content.decode()

    assert "A code has sixteen signs." in html
    assert 'href="#id_birth_year"' in html


def test_form_asks_for_code_and_year_and_offers_help(client, db):
    html = client.get("/join/").content.decode()

    assert "I do not have a code" in html
    assert "data-from-fragment" in html
    assert 'autocomplete="bday-year"' in html
