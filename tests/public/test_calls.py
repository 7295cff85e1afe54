"""Asking to be called: sealed, once, not too often, and gone when it was made."""

import json

import pytest
from django.core.cache import cache

from consent.audit.models import LogEntry
from consent.encryption import unseal
from consent.public.models import CallRequest
from consent.public.services import note_call

pytestmark = pytest.mark.django_db
ASKED = {"name": "Ana", "phone": "+358 40 123 4567", "when": "morning"}


@pytest.fixture(autouse=True)
def _no_counts():
    cache.clear()


def test_name_and_number_are_kept_sealed(client):
    answer = client.post("/help/call/", ASKED, follow=True)

    kept = CallRequest.objects.get()
    assert "We will call you." in answer.content.decode()
    assert "Ana" not in kept.sealed_contact
    assert json.loads(unseal(kept.sealed_contact)) == ASKED
    assert kept.language == "en"


def test_second_press_asks_for_no_second_call(client):
    client.post("/help/call/", ASKED)
    client.post("/help/call/", ASKED)

    assert CallRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"phone": ""}, "Tell us your phone number."),
        ({"phone": "call me"}, "Check the phone number."),
        ({"phone": "+ 1 - 2"}, "Check the phone number."),
        ({"name": ""}, "Tell us your name."),
        ({"when": "never"}, "Select a valid choice"),
    ],
)
def test_wrong_answer_is_told_beside_its_field(client, wrong, said):
    answer = client.post("/help/call/", {**ASKED, **wrong})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert "<title>Error: Get help" in " ".join(html.split())
    assert not CallRequest.objects.exists()


def test_nobody_asks_for_calls_without_end(client):
    answers = [
        client.post("/help/call/", {**ASKED, "name": f"Ana {number}"}).status_code
        for number in range(6)
    ]

    assert answers == [302] * 5 + [429]
    assert CallRequest.objects.count() == 5


def test_page_of_the_form_leads_back_to_help(client):
    assert client.get("/help/call/").headers["Location"] == "/help/"


def test_name_and_number_go_once_the_call_was_made(client, sam):
    client.post("/help/call/", ASKED)
    call = CallRequest.objects.get()

    first = note_call(call=call, by=sam)
    second = note_call(call=call, by=sam)

    call.refresh_from_db()
    assert (first, second) == (True, False)
    assert call.sealed_contact == ""
    assert call.done_by == sam
    assert LogEntry.objects.filter(kind="call.made").count() == 1
