"""A message is kept sealed, waits once, and gets one answer."""

from datetime import date

import pytest

from consent.audit.models import LogEntry
from consent.disputes import services
from consent.disputes.models import Dispute
from consent.errors import NotYours
from consent.notifications.models import Letter
from consent.participants.models import Authority
from tests import people

pytestmark = pytest.mark.django_db


def make(event, authority):
    return services.make(
        event=event,
        reason=Dispute.Reason.OTHER,
        text="",
        reach="",
        by=authority.account,
        authority=authority,
    )


def test_words_lie_sealed_and_are_in_no_log_and_no_letter(said):
    kept = Dispute.objects.values_list("sealed_text", "sealed_reach").get()
    logged = LogEntry.objects.values_list("body", flat=True)
    letter = Letter.objects.get(kind=Letter.Kind.DISPUTE_RECEIVED)

    assert services.words_of(said).text == "I never had that illness."
    assert "illness" not in "".join([*kept, *logged, str(letter.about), letter.key])


def test_an_answer_is_due_in_five_working_days():
    thursday = date(2026, 11, 19)

    assert services.working_days_after(thursday, 5) == date(2026, 11, 26)
    assert services.working_days_after(date(2026, 11, 21), 1) == date(2026, 11, 23)


def test_a_use_has_one_message_that_waits(said, event, ana):
    with pytest.raises(services.AlreadySaid):
        make(event, ana)

    assert Dispute.objects.count() == 1


def test_an_answered_use_may_still_look_wrong(said, event, ana, sam):
    services.answer(dispute=said, text="It was right.", why="Checked.", by=sam)

    make(event, ana)

    assert Dispute.objects.filter(answered_at=None).count() == 1


def test_nobody_speaks_for_ana_without_a_right_to_choose(event, ana, ben):
    looks = Authority.objects.create(
        account=ben.account,
        participant=ana.participant,
        kind=Authority.Kind.HELPER_VIEW,
    )

    for authority in (ben, looks):
        with pytest.raises(NotYours):
            make(event, authority)


def test_an_answer_is_given_once_and_told(said, sam):
    services.answer(dispute=said, text="You were right.", why="Checked.", by=sam)

    with pytest.raises(services.AlreadyAnswered):
        services.answer(dispute=said, text="Or not.", why="Again.", by=sam)

    said.refresh_from_db()
    assert services.words_of(said).answer == "You were right."
    assert "You were right." not in said.sealed_answer
    assert Letter.objects.filter(kind=Letter.Kind.DISPUTE_ANSWERED).count() == 1


def test_all_who_may_choose_for_a_child_get_the_letter(ana, ben, event, said):
    Authority.objects.create(
        account=ben.account, participant=ana.participant, kind=Authority.Kind.GUARDIAN
    )
    sam = people.make_person("Nora").account

    services.answer(dispute=said, text="Yes.", why="Checked.", by=sam)

    told = Letter.objects.filter(kind=Letter.Kind.DISPUTE_ANSWERED)
    assert {letter.account for letter in told} == {ana.account, ben.account}


def test_staff_who_read_it_are_in_the_log(said, sam):
    services.read(dispute=said, by=sam)

    assert LogEntry.objects.filter(kind="dispute.read").count() == 1
