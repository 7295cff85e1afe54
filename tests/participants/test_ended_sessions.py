"""Who presses a button after the session ended is told that nothing came of it."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
TOLD = "You were signed out. Nothing was changed."


def test_button_after_the_session_ended_leads_back_to_its_page():
    client = Client(headers={"Referer": "http://testserver/people/?x=1"})

    answer = client.post("/people/act/", {"authority": 1})

    page = client.get(answer.headers["Location"])
    assert answer.headers["Location"] == "/accounts/login/?next=/people/"
    assert TOLD in page.content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/people/", ""])
def test_who_comes_from_elsewhere_goes_home(elsewhere):
    client = Client(headers={"Referer": elsewhere})

    answer = client.post("/people/act/", {"authority": 1})

    assert answer.headers["Location"] == "/accounts/login/?next=/home/"


def test_who_only_looked_is_told_nothing(client):
    page = client.get("/home/", follow=True)

    assert TOLD not in page.content.decode()
