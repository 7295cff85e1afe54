import re
import time

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client

from consent.notifications.models import Letter
from consent.participants.access import SIGNED_IN_AT
from consent.participants.models import Account
from tests import people

PAGE = "/settings/security/"
CODE = re.compile(r"^(\d{6})$", re.MULTILINE)


@pytest.fixture
def page(client, ana):
    return people.sign_in(client, ana)


def grow_old(client):
    session = client.session
    session[SIGNED_IN_AT] = time.time() - 3600
    for proof in session["account_authentication_methods"]:
        proof["at"] = time.time() - 3600
    session.save()


def test_page_shows_where_one_is_signed_in(page, ana):
    people.sign_in(Client(HTTP_USER_AGENT="Firefox (Windows)"), ana)

    shown = page.get(PAGE).content.decode()

    assert "This device" in shown
    assert "Firefox on Windows" in shown


def test_one_other_device_is_signed_out_without_a_fresh_sign_in(page, ana):
    other = people.sign_in(Client(), ana)
    grow_old(page)
    number = UserSession.objects.get(session_key=other.session.session_key).pk

    page.post(f"{PAGE}sessions/{number}/end/")

    assert other.get("/home/").status_code == 302
    assert page.get("/home/").status_code == 200


def test_all_other_devices_are_signed_out_at_once(page, ana):
    others = [people.sign_in(Client(), ana) for _ in range(2)]

    page.post(f"{PAGE}sessions/end/")

    assert [other.get("/home/").status_code for other in others] == [302, 302]
    assert page.get("/home/").status_code == 200


def test_device_of_somebody_else_stays_signed_in(page, ben):
    other = people.sign_in(Client(), ben)
    number = UserSession.objects.get(session_key=other.session.session_key).pk

    page.post(f"{PAGE}sessions/{number}/end/")

    assert other.get("/home/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/email/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/2fa/totp/activate/",
    ],
)
def test_what_needs_care_asks_for_a_fresh_sign_in(page, path):
    fresh = page.get(path).status_code
    grow_old(page)

    answer = page.get(path)

    assert fresh == 200
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/?next=")


def test_account_without_a_password_proves_itself_by_a_mailed_code(client, ana):
    Account.objects.filter(pk=ana.account.pk).update(password="!")
    client.post("/accounts/login/code/", {"email": "ana@example.org"})
    code = CODE.search(mail.outbox[0].body)[1]
    client.post("/accounts/login/code/confirm/", {"code": code})
    grow_old(client)

    sent_to = client.get("/accounts/email/").headers["Location"]
    client.post(sent_to, {"action": "send"})
    proof = CODE.search(mail.outbox[-1].body)[1]
    wrong = client.post(sent_to, {"code": f"{(int(proof) + 1) % 10**6:06}"})
    right = client.post(sent_to, {"code": proof})

    assert sent_to == "/settings/prove/?next=%2Faccounts%2Femail%2F"
    assert "You can try 2 more times." in wrong.content.decode()
    assert right.headers["Location"] == "/accounts/email/"
    assert client.get("/accounts/email/").status_code == 200


def test_changed_address_is_proven_by_a_code_and_told_to_both(page, ana):
    page.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    before = Account.objects.get(pk=ana.account.pk).email
    (letter,) = mail.outbox
    code = CODE.search(letter.body)[1]

    page.post("/accounts/confirm-email/", {"code": code})

    assert (letter.to, before) == (["new@example.org"], "ana@example.org")
    assert Account.objects.get(pk=ana.account.pk).email == "new@example.org"
    told = Letter.objects.get(kind=Letter.Kind.EMAIL_CHANGED)
    assert (told.account, told.also_to) == (ana.account, "ana@example.org")


def test_address_of_somebody_else_is_not_told_apart(page, ben):
    answers = [
        page.post("/accounts/email/", {"email": email, "action_add": ""})
        for email in ("ben@example.org", "nobody@example.org")
    ]

    assert answers[0].status_code == answers[1].status_code
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


def test_page_asks_the_database_little(page, ana, django_assert_max_num_queries):
    for _ in range(5):
        people.sign_in(Client(), ana)
    page.get(PAGE)

    with django_assert_max_num_queries(12):
        page.get(PAGE)
