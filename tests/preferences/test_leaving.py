"""Taking a place off the list: told once more, over when that is in force."""

import json

import pytest

from consent.errors import NotYours
from consent.links.models import Link, LinkVersion
from consent.links.services import LinkEnded
from consent.preferences import services as preferences
from consent.publishing.models import Delivery, FeedEntry
from consent.publishing.services import Enforced, acknowledge
from consent.vocabulary.levels import Level
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(link):
    return link.platform


def leave(ana, place) -> Link:
    return preferences.leave(
        participant=ana.participant, platform=place, by=ana.account
    )


def put_in_force(link: Link) -> None:
    version = Link.objects.get(pk=link.pk).version
    acknowledge(platform=link.platform, enforced=[Enforced(link.subject_id, version)])


def test_leaving_tells_the_place_to_stop_at_once(ana, link, place):
    people.choose(ana, Level.WIDE)

    left = leave(ana, place)

    entry = FeedEntry.objects.filter(link=link).latest("version")
    version = LinkVersion.objects.filter(link=link).latest("version")
    line = json.loads(entry.body)
    assert left.state == Link.State.ENDING
    assert entry.event == "link.ended"
    assert (line["told"]["sharing"], line["told"]["duo"]) == ("ended", {})
    assert (version.cause, version.change) == ("ended", "withdrawn")
    assert Delivery.objects.get(pk=link.pk).urgency == "narrowing"


def test_link_is_over_when_its_end_is_in_force(ana, link, place):
    leave(ana, place)
    assert Link.objects.get(pk=link.pk).state == Link.State.ENDING

    put_in_force(link)

    assert Link.objects.get(pk=link.pk).state == Link.State.ENDED


def test_decisions_say_no_from_the_click_on(ana, lakeside, link, hospital):
    people.choose(ana, Level.WIDE)
    leave(ana, lakeside.platform)

    answer = lakeside.ask(link.subject_id).json()

    assert answer == lakeside.ask("s-nobody").json()


def test_later_choices_are_not_told_to_a_place_that_was_left(ana, link, place):
    leave(ana, place)
    version = Link.objects.get(pk=link.pk).version

    people.choose(ana, Level.WIDE)

    assert Link.objects.get(pk=link.pk).version == version


def test_late_words_about_an_ended_link_still_count(ana, link, place):
    leave(ana, place)
    first = LinkVersion.objects.filter(link=link).earliest("version")
    put_in_force(link)

    done = acknowledge(
        platform=place, enforced=[Enforced(link.subject_id, first.version)]
    )

    assert (done.accepted, done.problems) == (1, [])


def test_joining_again_makes_a_new_name(ana, link, place):
    leave(ana, place)
    put_in_force(link)

    again = preferences.join(
        participant=ana.participant, platform=place, by=ana.account
    )

    assert again.subject_id != link.subject_id


def test_nobody_leaves_twice_or_where_they_are_not(ana, ben, link, place):
    leave(ana, place)

    with pytest.raises(LinkEnded):
        leave(ana, place)
    with pytest.raises(NotYours):
        leave(ben, place)
