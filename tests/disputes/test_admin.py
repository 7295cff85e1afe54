"""Stewards read a message, see their answer as the person will, and send it."""

import pytest
from django.urls import reverse

from consent.audit.models import LogEntry
from consent.disputes.models import Dispute
from tests.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db
ANSWER = {"text": "You were right. They stopped.", "why": "The place agreed."}


@pytest.fixture
def steward():
    return signed_in(make_staff("Nora", may_change=("dispute",)))


def page_of(dispute):
    return reverse("admin:consent_dispute_change", args=[dispute.pk])


def test_list_opens_no_words(steward, said):
    html = steward.get(reverse("admin:consent_dispute_changelist")).content.decode()

    assert said.number.hex[:8].upper() in html
    assert "illness" not in html
    assert not LogEntry.objects.filter(kind="dispute.read").exists()


def test_message_is_found_by_the_number_people_say(steward, said):
    url = reverse("admin:consent_dispute_changelist")

    found = steward.get(url, {"q": said.number.hex[:8].upper()}).content.decode()
    waits = steward.get(url, {"state": "answered"}).content.decode()

    assert page_of(said) in found
    assert page_of(said) not in waits


def test_reading_is_in_the_log(steward, said):
    html = steward.get(page_of(said)).content.decode()

    assert "I never had that illness." in html
    assert "+358 40 000" in html
    assert LogEntry.objects.filter(kind="dispute.read").count() == 1


def test_who_may_not_answer_reads_nothing(said):
    looker = signed_in(make_staff("Lou"))

    html = looker.get(page_of(said)).content.decode()

    assert "illness" not in html
    assert not LogEntry.objects.filter(kind="dispute.read").exists()


def test_answer_is_shown_before_it_is_sent(steward, said):
    html = steward.post(page_of(said), {**ANSWER, "action": "preview"}).content.decode()

    assert "The person will read" in html
    assert "Send this answer" in html
    assert Dispute.objects.get().answered_at is None


def test_sent_answer_closes_the_message(steward, said):
    steward.post(page_of(said), {**ANSWER, "action": "send"})
    again = steward.post(page_of(said), {**ANSWER, "action": "send"}, follow=True)

    assert Dispute.objects.get().answered_by.called == "Nora"
    assert "This message has been answered before." in again.content.decode()
    entry = LogEntry.objects.get(kind="dispute.answered")
    assert "The place agreed." in entry.body


def test_nothing_is_sent_without_a_reason(steward, said):
    html = steward.post(
        page_of(said), {**ANSWER, "why": "", "action": "send"}
    ).content.decode()

    assert "This field is required." in html
    assert Dispute.objects.get().answered_at is None


def test_who_may_not_answer_sends_nothing(said):
    looker = signed_in(make_staff("Lou"))

    answer = looker.post(page_of(said), {**ANSWER, "action": "send"})

    assert answer.status_code == 403
    assert Dispute.objects.get().answered_at is None
