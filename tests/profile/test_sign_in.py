import re
import time

import pytest
from django.core import mail
from django.test import Client

from consent.profile import devices
from tests import people

ASK = "/accounts/login/code/"
CONFIRM = "/accounts/login/code/confirm/"
CODE = re.compile(r"^(\d{6})$", re.MULTILINE)


def ask_for_code(client, email="ana@example.org", **more):
    return client.post(ASK, {"email": email, **more})


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def code_of(letter):
    return CODE.search(letter.body)[1]


def words(answer):
    text = answer.content.decode()
    return re.sub(r"csrfmiddlewaretoken\" value=\"[^\"]+", "", text)


def test_mailed_code_signs_in(client, ana):
    ask_for_code(client)

    answer = client.post(CONFIRM, {"code": code_of(mail.outbox[0])})

    assert answer.headers["Location"] == "/home/"
    assert client.get("/home/").status_code == 200


def test_code_may_be_pasted_with_spaces(client, ana):
    ask_for_code(client)
    code = code_of(mail.outbox[0])

    answer = client.post(CONFIRM, {"code": f" {code[:3]} {code[3:]} "})

    assert answer.headers["Location"] == "/home/"


def test_field_for_the_code_helps_to_fill_it(client, ana):
    ask_for_code(client)

    page = client.get(CONFIRM).content.decode()

    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page


def test_wrong_code_says_how_many_tries_are_left_and_ends_at_the_third(client, ana):
    ask_for_code(client)
    bad = wrong(code_of(mail.outbox[0]))

    first, second, third = (client.post(CONFIRM, {"code": bad}) for _ in range(3))

    assert "You can try 2 more times." in words(first)
    assert "You can try 1 more time." in words(second)
    assert third.headers["Location"] == ASK
    assert "This code works no more." in words(client.get(ASK))
    good = client.post(CONFIRM, {"code": code_of(mail.outbox[0])})
    assert good.headers["Location"] == ASK


def test_old_code_is_refused_with_words(client, ana, settings):
    ask_for_code(client)
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1

    answer = client.post(CONFIRM, {"code": code_of(mail.outbox[0])}, follow=True)

    assert answer.redirect_chain[0][0] == ASK
    assert "This code is too old. Ask for a new one." in words(answer)
    assert client.get("/home/").status_code == 302


@pytest.mark.parametrize("path", [ASK, "/accounts/password/reset/"])
def test_unknown_address_gets_the_same_answers(ana, path):
    known, unknown = Client(), Client()

    answers = [
        known.post(path, {"email": "ana@example.org"}),
        unknown.post(path, {"email": "eve@example.org"}),
    ]
    page, other = (
        client.get(answer.headers["Location"])
        for client, answer in zip((known, unknown), answers, strict=True)
    )

    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert len(mail.outbox) == 2
    assert words(page).replace("ana@", "") == words(other).replace("eve@", "")
    tries = [
        client.post(answers[0].headers["Location"], {"code": "000000"})
        for client in (known, unknown)
    ]
    assert tries[0].status_code == tries[1].status_code == 200
    assert words(tries[0]).replace("ana@", "") == words(tries[1]).replace("eve@", "")


def test_wrong_password_and_unknown_address_get_the_same_answer(ana):
    answers = [
        Client().post("/accounts/login/", {"login": email, "password": "wrong words"})
        for email in ("ana@example.org", "eve@example.org")
    ]

    assert words(answers[0]).replace("ana@", "") == words(answers[1]).replace(
        "eve@", ""
    )
    assert "The e-mail or the password is not right." in words(answers[0])


def test_sign_in_page_without_tick_gives_a_lasting_session(client, ana):
    people.sign_in(client, ana)

    assert not client.session.get_expire_at_browser_close()
    assert "data-idle" not in client.get("/home/").content.decode()


@pytest.mark.parametrize("way", ["password", "code"])
def test_shared_device_ends_with_the_browser_and_keeps_no_pages(client, ana, way):
    if way == "password":
        client.post(
            "/accounts/login/",
            {
                "login": "ana@example.org",
                "password": people.PASSWORD,
                "is_shared": "on",
            },
        )
    else:
        ask_for_code(client, is_shared="on")
        client.post(CONFIRM, {"code": code_of(mail.outbox[0])})

    answer = client.get("/home/")

    assert answer.status_code == 200
    assert client.session.get_expire_at_browser_close()
    assert answer.headers["Cache-Control"] == "no-store"
    assert "We sign you out at" in answer.content.decode()


def test_shared_device_forgets_the_reader_after_idle_minutes(client, ana):
    ask_for_code(client, is_shared="on")
    client.post(CONFIRM, {"code": code_of(mail.outbox[0])})
    session = client.session
    session[devices.IDLE_UNTIL] = time.time() - 1
    session.save()

    answer = client.get("/home/?a=1")
    shown = client.get(answer.headers["Location"])

    assert answer.headers["Location"] == "/accounts/login/?next=%2Fhome%2F%3Fa%3D1"
    assert "We signed you out" in shown.content.decode()
    assert client.get("/home/").status_code == 302


def test_forgotten_password_is_set_anew_by_a_code(client, ana):
    client.post("/accounts/password/reset/", {"email": "ana@example.org"})
    code = code_of(mail.outbox[0])
    client.post("/accounts/password/reset/confirm/", {"code": code})
    new = "another walk by the sea"

    client.post(
        "/accounts/password/reset/complete/", {"password1": new, "password2": new}
    )

    signed_in = Client().post(
        "/accounts/login/", {"login": "ana@example.org", "password": new}
    )
    assert signed_in.headers["Location"] == "/home/"


def test_mail_that_cannot_be_sent_is_said_and_breaks_no_page(client, ana, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    answer = client.post(ASK, {"email": "ana@example.org"}, follow=True)

    assert "We could not send a mail." in answer.content.decode()
