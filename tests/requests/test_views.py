"""The pages of requests."""

import pytest

from consent.grants.models import Grant
from tests import people


@pytest.fixture
def visitor(client, dina):
    return people.sign_in(client, dina)


def test_list_says_that_no_one_asks(visitor):
    assert "No one is asking." in visitor.get("/requests/").content.decode()


def test_waiting_request_is_counted_in_the_menu(visitor, asking):
    html = visitor.get("/home/").content.decode()

    assert "1 request waits for you" in html
    assert '<span class="count">1' in html


def test_request_shows_what_a_yes_would_allow(visitor, asking):
    html = visitor.get(f"/requests/{asking.pk}/").content.decode()

    assert "My gene test results" in html
    assert "We want to learn why some people sleep badly." in html
    assert "Finland" in html
    assert " checked" not in html


def test_yes_becomes_a_grant(visitor, asking):
    answer = visitor.post(f"/requests/{asking.pk}/", {"answer": "yes"}, follow=True)

    assert Grant.objects.alive().count() == 1
    assert "You said yes" in answer.content.decode()


def test_no_gives_nothing(visitor, asking):
    visitor.post(f"/requests/{asking.pk}/", {"answer": "no"})

    asking.refresh_from_db()
    assert asking.answer == "no"
    assert not Grant.objects.exists()


def test_answer_is_taken_once(visitor, asking):
    visitor.post(f"/requests/{asking.pk}/", {"answer": "no"})
    answer = visitor.post(f"/requests/{asking.pk}/", {"answer": "yes"}, follow=True)

    assert "You have answered this request before." in answer.content.decode()
    assert not Grant.objects.exists()


def test_no_answer_asks_again(visitor, asking):
    answer = visitor.post(f"/requests/{asking.pk}/", {})

    assert "Pick yes or no." in answer.content.decode()


def test_yes_can_be_taken_back(visitor, asking):
    visitor.post(f"/requests/{asking.pk}/", {"answer": "yes"})
    answer = visitor.post(f"/requests/{asking.pk}/stop/", follow=True)

    assert not Grant.objects.alive().exists()
    assert "You stopped it" in answer.content.decode()


def test_nobody_answers_for_others(client, asking):
    people.sign_in(client, people.make_person("Ben"))

    assert client.get(f"/requests/{asking.pk}/").status_code == 404
    assert client.post(f"/requests/{asking.pk}/", {"answer": "yes"}).status_code == 404
