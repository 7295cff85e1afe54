import re

import pytest
from django.test import Client

from consent.helping import services
from consent.helping.models import HelperInvitation
from consent.participants.models import Authority
from consent.preferences import queries
from consent.vocabulary.levels import Level
from tests import people
from tests.helping.conftest import make_helper

CHOOSE = Authority.Kind.HELPER_CHOOSE
ADD = {"kind": "helper_view", "until": "year", "token": "once"}


@pytest.fixture
def ana_at(client, ana):
    return people.sign_in(client, ana)


@pytest.fixture
def mei_at(mei):
    return people.sign_in(Client(), mei)


def grow_old(client):
    """Let the sign-in of this session be an hour ago."""
    session = client.session
    session["signed_in_at"] = 0
    session["account_authentication_methods"] = []
    session.save()


def code_on(page):
    found = re.search(r'class="code lead">([^<]+)<', page.content.decode())
    return found[1]


def test_helper_is_added_the_whole_way_by_pages(ana_at, mei_at, ana, mei):
    page = ana_at.post("/people/add/", ADD, follow=True)
    told = mei_at.post("/people/code/", {"code": code_on(page)}, follow=True)
    asked = ana_at.get("/people/")
    invitation = HelperInvitation.objects.get()
    checked = ana_at.get(f"/people/codes/{invitation.pk}/confirm/")
    done = ana_at.post(f"/people/codes/{invitation.pk}/confirm/", follow=True)

    assert "Now Ana must say yes to you" in told.content.decode()
    assert "Mei wants to help you" in asked.content.decode()
    assert "mei@example.org" in checked.content.decode()
    assert "Mei helps you now." in done.content.decode()
    assert Authority.objects.filter(account=mei.account, participant=ana.participant)


def test_second_press_makes_no_second_code(ana_at):
    first = ana_at.post("/people/add/", ADD, follow=True)
    second = ana_at.post("/people/add/", ADD, follow=True)

    assert code_on(first) == code_on(second)
    assert HelperInvitation.objects.count() == 1


def test_code_is_shown_in_this_session_only(ana_at, ana):
    ana_at.post("/people/add/", ADD)
    path = f"/people/codes/{HelperInvitation.objects.get().pk}/"

    elsewhere = people.sign_in(Client(), ana).get(path)

    assert "no-store" in ana_at.get(path).headers["Cache-Control"]
    assert elsewhere.status_code == 302


def test_empty_form_says_what_is_missing(ana_at):
    html = ana_at.post("/people/add/", {}).content.decode()

    assert "<title>Error: Add a helper" in html
    assert 'href="#id_kind"' in html
    assert 'id="id_kind"' in html
    assert HelperInvitation.objects.count() == 0


def test_adding_asks_for_a_fresh_sign_in(ana_at):
    grow_old(ana_at)

    answer = ana_at.post("/people/add/", ADD)

    assert "reauthenticate" in answer.headers["Location"]
    assert HelperInvitation.objects.count() == 0


def test_saying_yes_asks_for_a_fresh_sign_in(ana_at, ana, mei):
    made = services.invite(
        participant=ana.participant, kind=CHOOSE, helps_until=None, by=ana.account
    )
    services.accept(code=made.code, by=mei.account)
    grow_old(ana_at)

    answer = ana_at.post(f"/people/codes/{made.invitation.pk}/confirm/")

    assert "reauthenticate" in answer.headers["Location"]
    assert not mei.account.authorities.filter(participant=ana.participant).exists()


def test_removing_never_asks_for_a_fresh_sign_in(ana_at, ana, mei):
    authority = make_helper(ana, mei)
    grow_old(ana_at)

    ana_at.post(f"/people/helpers/{authority.pk}/end/")

    assert not mei.account.authorities.current().filter(pk=authority.pk).exists()


def test_wrong_code_is_told_in_plain_words(mei_at):
    unknown = mei_at.post("/people/code/", {"code": "0000-0000-0000"})
    short = mei_at.post("/people/code/", {"code": "abc"})

    assert "We do not know this code" in unknown.content.decode()
    assert "twelve signs" in short.content.decode()
    assert "<title>Error:" in unknown.content.decode()


def test_nobody_else_opens_confirms_or_ends_a_code(ana, ben, mei):
    made = services.invite(
        participant=ana.participant, kind=CHOOSE, helps_until=None, by=ana.account
    )
    services.accept(code=made.code, by=mei.account)
    bens = people.sign_in(Client(), ben)
    path = f"/people/codes/{made.invitation.pk}"

    assert bens.get(f"{path}/confirm/").status_code == 404
    assert bens.post(f"{path}/confirm/").status_code == 404
    assert bens.post(f"{path}/end/").status_code == 404
    assert bens.get(f"{path}/").status_code == 302


def test_nobody_else_removes_a_helper(ana, ben, mei):
    authority = make_helper(ana, mei)

    answer = people.sign_in(Client(), ben).post(f"/people/helpers/{authority.pk}/end/")

    assert answer.status_code == 404
    assert Authority.objects.current().filter(pk=authority.pk).exists()


def test_helper_who_chooses_cannot_add_helpers(mei_at, ana, mei):
    authority = make_helper(ana, mei, CHOOSE)
    mei_at.post("/people/act/", {"authority": authority.pk})

    page = mei_at.get("/people/").content.decode()

    assert mei_at.get("/people/add/").status_code == 403
    assert mei_at.post("/people/add/", ADD).status_code == 403
    assert "Add a helper" not in page
    assert "Stop helping Ana" in page


def test_removed_helper_loses_the_open_page_at_once(mei_at, ana, mei):
    authority = make_helper(ana, mei)
    mei_at.post("/people/act/", {"authority": authority.pk})
    before = mei_at.get("/home/").wsgi_request.participant

    services.end_help(authority=authority, by=ana.account)

    assert before == ana.participant
    assert mei_at.get("/home/").wsgi_request.participant == mei.participant


def test_draft_of_a_removed_helper_is_never_saved(mei_at, ana, mei):
    people.choose(ana, Level.NONE)
    authority = make_helper(ana, mei, CHOOSE)
    mei_at.post("/people/act/", {"authority": authority.pk})
    mei_at.post(
        "/choices/", {"level": "wide", "action": "check", "authority": authority.pk}
    )
    token = mei_at.get("/choices/check/").context["token"]

    services.end_help(authority=authority, by=ana.account)
    mei_at.post("/choices/save/", {"token": token})

    assert queries.current(ana.participant).level == Level.NONE
    assert queries.current(mei.participant) is None


def test_helper_steps_back_and_is_told_so(mei_at, ana, mei):
    authority = make_helper(ana, mei)

    answer = mei_at.post(f"/people/helpers/{authority.pk}/end/", follow=True)

    assert "You no longer help Ana." in answer.content.decode()
    assert "Stop helping" not in answer.content.decode()


def test_page_of_people_asks_the_same_for_one_and_for_many(
    ana_at, ana, django_assert_max_num_queries
):
    for number in range(5):
        make_helper(ana, people.make_person(f"Helper{number}"))
    for _ in range(services.MOST_WAITING):
        services.invite(
            participant=ana.participant, kind=CHOOSE, helps_until=None, by=ana.account
        )

    ana_at.get("/people/")

    with django_assert_max_num_queries(9):
        html = ana_at.get("/people/").content.decode()

    assert html.count("Remove Helper") == 5
