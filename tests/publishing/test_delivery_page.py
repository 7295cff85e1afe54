"""What the page "Where your change has arrived" says, in words, of every case."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from consent.alarms.models import Alarm
from consent.links.models import Link
from consent.organizations.models import Platform
from consent.participants.models import Authority
from consent.preferences import services as preferences
from consent.publishing import closing, services
from consent.publishing.models import Delivery, PlatformHealth
from consent.publishing.services import Enforced
from consent.vocabulary.levels import Level
from tests import people, reading
from tests.publishing.rows import Cause, Change, make_account, tell

PAGE = "/changes/2/"
HARD_WORDS = ("withdraw", "consent", "API", "opt out", "pseudonym")


@pytest.fixture
def lakeside(db):
    return people.make_platform("lakeside")


@pytest.fixture
def link(ana, lakeside):
    """Ana at Lakeside; she shared widely, which is in force, and now narrows."""
    joined = preferences.join(
        participant=ana.participant, platform=lakeside, by=ana.account
    )
    people.choose(ana, Level.WIDE)
    enforce(joined)
    people.choose(ana, Level.NONE, replacing=1)
    return Link.objects.get(pk=joined.pk)


@pytest.fixture
def visitor(client, ana):
    return people.sign_in(client, ana)


def enforce(link):
    link.refresh_from_db()
    services.acknowledge(
        platform=link.platform, enforced=[Enforced(link.subject_id, link.version)]
    )


def change(link, **fields):
    Delivery.objects.filter(pk=link.pk).update(**fields)


def suspend(platform, *, before=""):
    Platform.objects.filter(pk=platform.pk).update(
        state=Platform.State.SUSPENDED, state_before_silence=before
    )


def said(visitor, path=PAGE):
    """Return what the list of places says, one paragraph a line."""
    page = visitor.get(path).content.decode()
    places = page.split('data-live-part="places"')[1].split("</ul>")[0]
    return "\n".join(reading.paragraphs(places))


def ago(**time):
    return timezone.now() - timedelta(**time)


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


def test_silent_place_says_since_when_and_that_its_people_know(visitor, link):
    suspend(link.platform, before=Platform.State.LIVE)
    change(link, narrowing_since=ago(days=2), last_error="timeout")
    Alarm.objects.create(platform=link.platform, kind="unreceived", told_level=2)
    Platform.objects.update(technical_contact="it@lakeside.example")

    text = said(visitor)

    day = ago(days=2)
    assert f"Since {day.day} {day:%B %Y}, we wait for this place to tell us" in text
    assert "It may not use your data until it does." in text
    assert "We have told the people who run it." in text
    assert "may still follow" not in text


def test_nobody_is_said_to_know_whom_no_letter_can_reach(visitor, link):
    suspend(link.platform, before=Platform.State.LIVE)
    change(link, narrowing_since=ago(days=2), last_error="timeout")
    Alarm.objects.create(platform=link.platform, kind="unreceived", told_level=4)

    text = said(visitor)

    assert "It may not use your data until it does." in text
    assert "We have told" not in text


def test_home_says_that_a_silent_place_may_use_nothing(visitor, link):
    suspend(link.platform, before=Platform.State.LIVE)
    change(link, narrowing_since=ago(days=2), last_error="timeout")

    text = visitor.get("/home/").content.decode()

    assert "We have not reached 1 place yet" in text
    assert "It may not use your data until then. We keep trying." in text
    assert "may still follow" not in text


def test_place_that_follows_but_is_stopped_for_all_is_not_said_to_be_fine(
    visitor, link, ben
):
    enforce(link)
    theirs = preferences.join(
        participant=ben.participant, platform=link.platform, by=ben.account
    )
    change(theirs, narrowing_since=ago(days=2))

    page = visitor.get(PAGE).content.decode()

    assert "Your place follows your choices" not in page
    assert "In force at 1 of 1 places" in page
    assert "1 place may not use your data now all the same." in page


def test_place_that_says_it_cannot_follow_is_told_with_its_reason(visitor, link):
    change(link, received_version=link.version, last_error="platform_no_<storage>")

    text = said(visitor)

    assert "They told us that they cannot put your new choices in force." in text
    assert "They wrote: no <storage>" in text
    assert "They must follow them by" in text
    assert "list of the people who run Ambit" in text


def test_place_that_lets_nobody_in_says_that_a_person_must_look(visitor, link):
    change(link, last_error="status_401")

    page = visitor.get(PAGE).content.decode()
    text = said(visitor)

    assert "Cannot be reached. A person must look" in page
    assert "Waiting will not mend that." in text
    assert "This place may still follow your old choices. It must stop by" in text


def test_place_stopped_by_a_steward_says_so(visitor, link):
    suspend(link.platform)

    text = said(visitor)

    assert "We have stopped this place for now." in text
    assert "may still follow" not in text


def test_place_that_ended_may_use_nothing(visitor, link):
    Platform.objects.filter(pk=link.platform_id).update(state=Platform.State.ENDED)

    assert "no longer part of Ambit. It may not use your data." in said(visitor)


def test_closed_by_hand_says_who_when_and_why(visitor, link, ben):
    first, second = make_account(), make_account()
    closure = closing.ask_to_close(
        delivery=Delivery.objects.get(pk=link.pk),
        reason="Their machines <burned> down.",
        by=first,
    )
    closing.agree_to_close(closure=closure, by=second)

    text = said(visitor)

    today = timezone.now()
    assert f"Two people who run Ambit agreed on that on {today.day} {today:%B}" in text
    assert "Their machines <burned> down." in text
    assert "It may still follow your old choices." in text
    assert first.email not in text


def test_what_was_asked_but_not_agreed_changes_nothing(visitor, link):
    closing.ask_to_close(
        delivery=Delivery.objects.get(pk=link.pk), reason="Gone.", by=make_account()
    )

    assert "Gone." not in said(visitor)


def test_held_place_asks_the_person_to_choose_again(visitor, link):
    Link.objects.filter(pk=link.pk).update(held_since=timezone.now())

    page = visitor.get(PAGE).content.decode()
    text = said(visitor)

    assert "We had to go back to an older copy of our records." in text
    assert "It may lack your newest choice." in text
    assert "nothing may be used at Lakeside until you choose again." in text
    assert 'href="/choices/">Choose again' in page
    assert "needs you to choose again" in visitor.get("/home/").content.decode()


def test_held_place_counts_as_nowhere_in_force(visitor, link):
    enforce(link)
    Link.objects.filter(pk=link.pk).update(held_since=timezone.now())

    answer = visitor.get(PAGE)

    page = answer.content.decode()
    assert "In force at 0 of 1 places" in page
    assert "1 on hold" in page
    assert "Steps at" not in page
    assert not answer.context["live"]


def test_who_may_only_look_is_not_sent_to_the_editor(client, ana, ben, link):
    Link.objects.filter(pk=link.pk).update(held_since=timezone.now())
    Authority.objects.filter(pk=ben.pk).update(
        participant=ana.participant, kind=Authority.Kind.HELPER_VIEW
    )

    page = people.sign_in(client, ben).get(PAGE).content.decode()

    assert "until you choose again" in page
    assert ">Choose again<" not in page


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


CASES = {
    "waiting": {},
    "unreached": {"last_error": "timeout"},
    "received": {"received_version": F("target_version")},
    "late": {"narrowing_since": timezone.now() - timedelta(days=3)},
    "refused": {
        "received_version": F("target_version"),
        "last_error": "platform_no_storage",
    },
    "refused before": {"last_error": "platform_no_storage"},
    "shut": {"last_error": "status_403"},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("standing", ["fine", "held", "silent", "stopped", "leaving"])
def test_every_case_is_plain_short_and_said_once(visitor, link, case, standing):
    change(link, **CASES[case])
    if standing in {"silent", "stopped"}:
        suspend(link.platform, before="live" if standing == "silent" else "")
    Link.objects.filter(pk=link.pk).update(
        held_since=timezone.now() if standing == "held" else None,
        state="ending" if standing == "leaving" else "active",
    )

    text = said(visitor)

    found = reading.sentences(text.replace("\n", " "))
    assert len(found) == len(set(found))
    assert all(len(sentence.split()) <= 20 for sentence in found)
    assert reading.grade(text) <= 6
    assert not [word for word in HARD_WORDS if word.lower() in text.lower()]
