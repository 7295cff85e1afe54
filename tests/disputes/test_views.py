"""Saying that a use looks wrong, from the list to the answer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consent.disputes import services
from consent.disputes.models import Dispute
from consent.participants.models import Authority
from tests import people

SAID = {"reason": "said_no", "text": "I said no in May.", "reach": "+358 40 000"}


@pytest.fixture
def visitor(client, ana):
    return people.sign_in(client, ana)


def post(visitor, event, action, **parts):
    path = f"/access/{event.pk}/wrong/"
    return visitor.post(path, {**SAID, **parts, "action": action}, follow=True)


def test_nothing_is_picked_and_nothing_is_sent_without_a_reason(visitor, event):
    shown = visitor.get(f"/access/{event.pk}/wrong/").content.decode()
    answer = post(visitor, event, "check", reason="").content.decode()

    assert " checked>" not in shown
    assert "Error:" in answer
    assert "Pick what looks wrong." in answer
    assert "I said no in May." in answer
    assert not Dispute.objects.exists()


def test_message_is_checked_before_it_is_sent(visitor, event):
    html = post(visitor, event, "check").content.decode()

    assert "Check your message" in html
    assert "I said no in May." in html
    assert not Dispute.objects.exists()


def test_message_can_be_changed_from_the_check_page(visitor, event):
    html = post(visitor, event, "edit").content.decode()

    assert 'value="said_no" checked' in html
    assert "I said no in May." in html
    assert "Error:" not in html


def test_sent_message_has_a_number_and_a_day(visitor, event):
    html = post(visitor, event, "send").content.decode()

    dispute = Dispute.objects.get()
    assert f"Message {dispute.number.hex[:8].upper()}" in html
    assert "We answer in 5 working days" in html
    assert "Your message is sent." in html


def test_second_press_sends_nothing_more(visitor, event):
    post(visitor, event, "send")
    answer = post(visitor, event, "send", text="Again.")

    assert Dispute.objects.count() == 1
    assert answer.redirect_chain[-1][0] == f"/messages/{Dispute.objects.get().number}/"


def test_state_is_seen_on_the_use_and_in_the_list(visitor, event, said, sam):
    path = f"/access/{event.pk}/"
    waits = [visitor.get(one).content.decode() for one in ("/access/", path)]
    services.answer(dispute=said, text="You were right.", why="Checked.", by=sam)
    answered = [visitor.get(one).content.decode() for one in ("/access/", path)]

    assert all("We look into it" in html for html in waits)
    assert "This looks wrong</h1>" not in waits[0]
    assert all("We have answered" in html for html in answered)


def test_answer_is_found_again(visitor, said, sam):
    services.answer(dispute=said, text="You were right.", why="Checked.", by=sam)

    listed = visitor.get("/messages/").content.decode()
    shown = visitor.get(f"/messages/{said.number}/").content.decode()

    assert "We have answered" in listed
    assert "You were right." in shown
    assert "I never had that illness." in shown


def test_list_without_messages_says_what_to_do(visitor):
    assert (
        "You have not sent any message." in visitor.get("/messages/").content.decode()
    )


def test_helper_who_may_only_look_sees_no_button_and_is_refused(
    client, ana, ben, event, said
):
    Authority.objects.filter(account=ben.account).delete()
    Authority.objects.create(
        account=ben.account,
        participant=ana.participant,
        kind=Authority.Kind.HELPER_VIEW,
    )
    people.sign_in(client, ben)

    assert "This looks wrong<" not in client.get("/access/").content.decode()
    assert client.get(f"/messages/{said.number}/").status_code == 200
    assert client.get(f"/access/{event.pk}/wrong/").status_code == 403
    assert client.post(f"/access/{event.pk}/wrong/", SAID).status_code == 403


def test_nobody_reads_or_reports_for_others(client, ben, event, said):
    people.sign_in(client, ben)

    assert client.get(f"/messages/{said.number}/").status_code == 404
    assert client.get(f"/access/{event.pk}/wrong/").status_code == 404
    assert post(client, event, "send").status_code == 404
    assert "Message" not in client.get("/messages/").content.decode().split("<main")[0]


def test_list_asks_as_often_for_many_messages(visitor, ana, event, said, sam):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            visitor.get("/messages/")
        return len(queries)

    asked()
    few = asked()
    for number in range(8):
        waiting = Dispute.objects.filter(answered_at=None).get()
        services.answer(dispute=waiting, text=str(number), why="Checked.", by=sam)
        services.make(
            event=event,
            reason=Dispute.Reason.OTHER,
            text="",
            reach="",
            by=ana.account,
            authority=ana,
        )

    assert asked() <= few < 10
