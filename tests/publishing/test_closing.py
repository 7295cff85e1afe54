"""A version is given up by two people, and only until a newer one."""

import pytest

from consent.audit.models import LogEntry
from consent.errors import Invalid, Stale
from consent.links.models import Link
from consent.publishing.closing import (
    AskAgain,
    ClosingAsked,
    NothingToClose,
    SecondPersonNeeded,
    agree_to_close,
    ask_to_close,
)
from consent.publishing.drain import drain
from consent.publishing.models import Closure, Delivery, Urgency
from consent.publishing.services import Enforced, acknowledge
from consent.publishing.targets import send_again
from tests.publishing.rows import Change, make_account, make_link, make_platform, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery(db):
    link = make_link(make_platform())
    tell(link)
    return Delivery.objects.get(pk=link.pk)


def close(delivery: Delivery) -> Closure:
    closure = ask_to_close(delivery=delivery, reason="It shut.", by=make_account())
    agree_to_close(closure=closure, by=make_account())
    delivery.refresh_from_db()
    return closure


def test_asking_changes_nothing_yet(delivery):
    before = Delivery.objects.values().get()

    closure = ask_to_close(delivery=delivery, reason=" It shut. ", by=make_account())

    assert (closure.reason, closure.version) == ("It shut.", delivery.target_version)
    assert Delivery.objects.values().get() == before


def test_second_person_closes_and_both_are_on_record(delivery):
    closure = close(delivery)

    assert delivery.closed_version == delivery.target_version
    assert delivery.narrowing_since is None
    assert closure.agreed_by != closure.asked_by
    kinds = LogEntry.objects.filter(participant_id=delivery.link.participant_id)
    assert {"delivery.closing_asked", "delivery.closed"} <= set(
        kinds.values_list("kind", flat=True)
    )


def test_nobody_agrees_with_themselves(delivery):
    kit = make_account()
    closure = ask_to_close(delivery=delivery, reason="It shut.", by=kit)

    with pytest.raises(SecondPersonNeeded):
        agree_to_close(closure=closure, by=kit)

    delivery.refresh_from_db()
    assert delivery.closed_version == 0


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_closing_needs_a_reason(delivery, reason):
    with pytest.raises(Invalid):
        ask_to_close(delivery=delivery, reason=reason, by=make_account())


def test_version_is_asked_about_once(delivery):
    ask_to_close(delivery=delivery, reason="It shut.", by=make_account())

    with pytest.raises(ClosingAsked):
        ask_to_close(delivery=delivery, reason="Really.", by=make_account())


def test_agreement_to_an_older_version_closes_nothing(delivery):
    closure = ask_to_close(delivery=delivery, reason="It shut.", by=make_account())
    tell(delivery.link)

    with pytest.raises(Stale):
        agree_to_close(closure=closure, by=make_account())


def test_what_is_in_force_or_closed_is_not_closed(delivery):
    closure = close(delivery)
    with pytest.raises(NothingToClose):
        ask_to_close(delivery=delivery, reason="Again.", by=make_account())
    with pytest.raises(NothingToClose):
        agree_to_close(closure=closure, by=make_account())


def test_who_was_leaving_has_left_once_it_is_closed(delivery):
    Link.objects.filter(pk=delivery.pk).update(state=Link.State.ENDING)

    close(delivery)

    assert Link.objects.get(pk=delivery.pk).state == Link.State.ENDED


def test_late_word_about_a_closed_version_counts_and_holds_no_lease(delivery):
    close(delivery)

    acknowledge(
        platform=delivery.platform,
        enforced=[Enforced(delivery.link.subject_id, delivery.target_version)],
    )

    delivery.refresh_from_db()
    assert delivery.enforced_version == delivery.target_version
    assert delivery.narrowing_since is None


@pytest.mark.django_db(transaction=True)
def test_closed_version_is_not_sent_and_a_newer_one_is(platform, receiver, quick):
    link = make_link(platform)
    tell(link)
    close(Delivery.objects.get(pk=link.pk))
    drain(platform.pk, Urgency.NARROWING)
    sent_while_closed = len(receiver.held)

    [newer] = tell(link, change=Change.WIDENED)
    for urgency in Urgency:
        drain(platform.pk, urgency)

    assert sent_while_closed == 0
    assert receiver.held == {link.subject_id: newer.version}


@pytest.mark.django_db(transaction=True)
def test_newer_version_received_is_not_held_back_by_the_closed_one(platform, receiver):
    link = make_link(platform)
    tell(link)
    close(Delivery.objects.get(pk=link.pk))
    tell(link, change=Change.WIDENED)
    receiver.enforces = False

    for urgency in Urgency:
        drain(platform.pk, urgency)

    delivery = Delivery.objects.get(pk=link.pk)
    assert delivery.received_version == delivery.target_version
    assert delivery.narrowing_since is None


def test_what_was_sent_again_takes_two_people_anew(delivery):
    closure = close(delivery)
    kit, robin = make_account(), make_account()
    send_again(held={delivery.pk: None})

    with pytest.raises(AskAgain):
        agree_to_close(closure=closure, by=kit)

    asked = ask_to_close(delivery=delivery, reason="Still shut.", by=kit)
    with pytest.raises(SecondPersonNeeded):
        agree_to_close(closure=closure, by=kit)
    delivery.refresh_from_db()
    assert (asked.pk, asked.agreed_by, delivery.closed_version) == (closure.pk, None, 0)
    agree_to_close(closure=closure, by=robin)
    delivery.refresh_from_db()
    assert delivery.closed_version == delivery.target_version
