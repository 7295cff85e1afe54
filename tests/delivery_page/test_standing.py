"""What the page says of a place that is silent, stopped, closed or held."""

from django.utils import timezone

from consent.alarms.models import Alarm
from consent.links.models import Link
from consent.organizations.models import Platform
from consent.participants.models import Authority
from consent.preferences import services as preferences
from consent.publishing import closing
from consent.publishing.models import Delivery
from tests import people
from tests.delivery_page.arrivals import PAGE, ago, change, enforce, said, suspend
from tests.publishing.rows import make_account


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
