"""Three doors: each has its own page, and each leaves the others as they are."""

import pytest
from django.test import Client

from consent.asks.models import Ask
from consent.participants.models import Account, Authority
from consent.preferences.models import Preference
from consent.vocabulary.levels import Level
from tests import people
from tests.asks.asking import Kind, answer, ask

pytestmark = pytest.mark.django_db
DOORS, STOP, STUDY = "/leave/", "/leave/sharing/", "/leave/study/"
CLOSE, KEEP = "/leave/account/", "/leave/account/keep/"


@pytest.fixture
def mine(client, ana) -> Client:
    return people.sign_in(client, ana)


def text(answer) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def grow_old(client: Client) -> None:
    """Let the sign-in be older than what widening and closing need."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1}]
    session["signed_in_at"] = 1
    session.save()


def test_three_doors_are_shown(mine):
    shown = text(mine.get(DOORS))

    for name in ("Stop all sharing", "Leave the study", "Close my account"):
        assert f"{name}</h2>" in shown


def test_stopping_goes_to_the_check_page_and_saves_nothing_yet(ana, mine):
    people.choose(ana, Level.WIDE)
    grow_old(mine)

    shown = text(mine.post(STOP, follow=True))

    assert "Share with no one" in shown
    assert "Sign in again" not in shown
    assert Preference.objects.count() == 1


def test_what_was_stopped_is_saved_by_the_check_page(ana, mine):
    people.choose(ana, Level.WIDE)
    checked = mine.post(STOP, follow=True)

    mine.post(
        "/choices/save/",
        {"token": checked.context["token"], "replacing": 1, "action": "save"},
    )

    assert Preference.objects.latest("version").level == Level.NONE
    assert "You share with no one now." in text(mine.get(DOORS))


def test_study_is_left_place_by_place(ana, mine, link, lakeside):
    assert "/places/lakeside/ask/leave_study/" in text(mine.get(STUDY))
    mine.post("/places/lakeside/ask/leave_study/")

    asked = Ask.objects.get(kind=Kind.LEAVE_STUDY)
    waiting = text(mine.get(STUDY))
    answer(lakeside, asked, "done")

    assert "They have not answered yet" in waiting
    assert "leave_study" not in waiting
    assert "They say it is done" in text(mine.get(STUDY))


def test_without_places_the_study_page_says_whom_to_ask(mine):
    assert "Please ask the people of your study." in text(mine.get(STUDY))


def test_account_closes_only_after_a_fresh_sign_in(ana, mine):
    grow_old(mine)

    assert "show us again that it is you" in text(mine.get(CLOSE))
    assert "reauthenticate" in mine.post(CLOSE).url
    assert Account.objects.get(pk=ana.account_id).closes_at is None


def test_closing_account_says_so_on_every_page_until_it_is_kept(ana, mine):
    mine.post(CLOSE)

    for path in (DOORS, CLOSE, "/places/"):
        assert "Keep my account" in text(mine.get(path))
    shown = text(mine.post(KEEP, follow=True))

    assert "Your account stays open." in shown
    assert "Keep my account" not in shown
    assert Account.objects.get(pk=ana.account_id).closes_at is None


def test_page_says_who_can_choose_afterwards(ana, ben, mine):
    assert "No one. The choices stay as they are now." in text(mine.get(CLOSE))
    Authority.objects.create(
        account=ben.account,
        participant=ana.participant,
        kind=Authority.Kind.HELPER_CHOOSE,
    )

    assert "<dd>Ben</dd>" in text(mine.get(CLOSE))


def test_account_for_work_is_not_closed_here(ana, mine):
    Account.objects.filter(pk=ana.account_id).update(is_staff=True)

    shown = text(mine.post(CLOSE, follow=True))

    assert "This account is also for work." in shown
    assert Account.objects.get(pk=ana.account_id).closes_at is None


def test_who_may_only_look_stops_and_leaves_nothing(ana, link, mine):
    ask(ana, link)
    Authority.objects.filter(account=ana.account).update(
        kind=Authority.Kind.HELPER_VIEW
    )

    shown = text(mine.get(DOORS)) + text(mine.get(STUDY))

    assert f'action="{STOP}"' not in shown
    assert "/ask/" not in shown
    assert mine.post(STOP).status_code == 403
