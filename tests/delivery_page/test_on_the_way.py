"""What the page says while a change is on its way, and once it is in force."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from consent.links.models import Link
from consent.preferences import services as preferences
from consent.publishing.models import PlatformHealth
from consent.vocabulary.levels import Level
from tests import people
from tests.delivery_page.arrivals import PAGE, ago, change, enforce, said
from tests.publishing.rows import Cause, Change, make_account, tell


def test_narrowing_on_its_way_says_until_when_old_choices_may_count(visitor, link):
    text = said(visitor)

    assert "Your new choices are on their way to this place." in text
    assert "Until it has them, it may follow your old ones. It must stop by" in text
    assert "When it asks us first, your new choices count already." in text


def test_widening_on_its_way_promises_no_stop(visitor, ana, link):
    enforce(link)
    people.choose(ana, Level.HEALTH, replacing=2)

    text = said(visitor, "/changes/3/")

    assert "on their way" in text
    assert "must stop" not in text


def test_place_not_reached_must_stop_by_a_time(visitor, link):
    change(link, last_error="timeout", next_attempt_at=timezone.now() + timedelta(1))

    text = said(visitor)

    assert "This place may still follow your old choices. It must stop by" in text
    assert "We try again on" in text


def test_no_time_is_promised_while_the_breaker_is_open(visitor, link, lakeside):
    change(link, last_error="timeout", next_attempt_at=timezone.now() + timedelta(1))
    PlatformHealth.objects.create(platform=lakeside, opened_at=timezone.now())

    text = said(visitor)

    assert "We try again on" not in text
    assert "We keep trying." in text


def test_place_not_reached_for_a_widening_shares_no_more_than_now(visitor, ana, link):
    enforce(link)
    people.choose(ana, Level.HEALTH, replacing=2)
    change(link, last_error="timeout")

    text = said(visitor, "/changes/3/")

    assert "They share no more than the new ones." in text
    assert "may still follow" not in text


def test_received_but_not_in_force_names_the_last_moment(visitor, link):
    change(link, received_version=link.version)

    text = said(visitor)

    assert "They have not told us yet that they are in force." in text
    assert "They must follow them by" in text


def test_time_run_out_means_that_nothing_may_be_used(visitor, link):
    change(link, received_version=link.version, narrowing_since=ago(days=2))

    text = said(visitor)

    assert "for this place to tell us that it follows every change." in text
    assert "It may not use your data until it does." in text
    assert "must follow them by" not in text


def test_another_persons_stuck_change_stops_the_place_for_all(visitor, link, ben):
    enforce(link)
    theirs = preferences.join(
        participant=ben.participant, platform=link.platform, by=ben.account
    )
    change(theirs, narrowing_since=ago(days=2))

    text = said(visitor)

    assert "It may not use your data until it does." in text


def test_in_force_says_so_and_nothing_else(visitor, link):
    enforce(link)

    lines = said(visitor).splitlines()

    said_so = "They told us your new choices are in force. That was on"
    assert any(line.startswith(said_so) for line in lines)
    assert "must" not in " ".join(lines)


def test_leaving_is_on_its_way_until_in_force(visitor, link):
    enforce(link)
    Link.objects.filter(pk=link.pk).update(state=Link.State.ENDING)
    link.refresh_from_db()
    tell(
        link,
        change=Change.WITHDRAWN,
        cause=Cause.ENDED,
        preference_version=2,
        sharing="ended",
    )

    before = said(visitor)
    change(link, received_version=F("target_version"))
    between = said(visitor)
    enforce(link)
    after = said(visitor)

    assert "You are leaving this place." in before
    assert "It has not heard that yet. We keep trying. It must stop by" in before
    assert "It has not told us yet that it has stopped." in between
    assert "Lakeside" not in after


def test_older_change_says_only_that_it_was_replaced(visitor, ana, link):
    people.choose(ana, Level.ASK, replacing=2)

    page = visitor.get(PAGE).content.decode()

    assert "Replaced by a newer change" in page
    assert "must stop" not in said(visitor)


def test_replay_makes_the_page_wait_again_without_old_ticks(visitor, link):
    enforce(link)
    change(link, received_version=0, enforced_version=0)

    page = visitor.get(PAGE).content.decode()
    places = visitor.get(PAGE).context["places"]

    assert [place.received_at for place in places] == [None]
    assert "Steps at" not in page


def test_page_stops_asking_once_nothing_more_will_happen(visitor, link):
    change(link, closed_version=link.version)
    closure = {
        "reason": "Gone.",
        "asked_by": make_account(),
        "agreed_by": make_account(),
    }
    link.closures.create(version=link.version, agreed_at=timezone.now(), **closure)

    answer = visitor.get(PAGE)

    assert not answer.context["live"]
    assert answer.context["counts"].closed == 1
    assert "1 no longer tried" in answer.content.decode()
    assert "is on its way" not in visitor.get("/home/").content.decode()
