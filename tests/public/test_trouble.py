"""When records cannot be reached, pages that need none are shown, others say so."""

import logging

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

LIVE_WITHOUT = ["/", "/how-it-works/", "/words/", "/help/", "/privacy/", "/language/"]


@pytest.fixture
def visitor(django_db_blocker):
    """Somebody who was signed in, while nobody answers where the database was."""
    known = dict(connection.settings_dict)
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict.update(HOST="127.0.0.1", PORT="1")
        client = Client(raise_request_exception=False)
        client.cookies[settings.SESSION_COOKIE_NAME] = "of-yesterday"
        yield client
        connection.close()
        connection.settings_dict.update(known)
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("path", LIVE_WITHOUT)
def test_pages_for_everybody_are_shown_without_records(visitor, path):
    answer = visitor.get(path)

    assert answer.status_code == 200


def test_status_is_told_without_records(visitor):
    answer = visitor.get("/status/")

    html = answer.content.decode()
    assert answer.status_code == 503
    assert "You cannot sign in or save now." in html
    assert html.count("We cannot tell now.") == 3


def test_start_says_that_something_does_not_work(visitor):
    assert "Something does not work" in visitor.get("/").content.decode()


@pytest.mark.parametrize("path", ["/home/", "/choices/", "/access/", "/requests/"])
def test_own_pages_say_that_nothing_was_changed(visitor, path):
    answer = visitor.get(path)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "Nothing was changed." in answer.content.decode()


def test_who_was_saving_is_not_told_that_nothing_was_changed(visitor):
    html = visitor.post("/choices/save/", {"token": "x"}).content.decode()

    assert "Nothing was changed." not in html
    assert "look at your page first to see if it was saved" in html


def test_call_that_cannot_be_noted_is_not_promised(visitor):
    answer = visitor.post("/help/call/", {"name": "A", "phone": "12345", "when": "any"})

    assert answer.status_code == 503
    assert "We will call you" not in answer.content.decode()


def test_wrong_address_is_told_without_records(visitor):
    assert visitor.get("/nowhere/").status_code in {404, 503}
