"""Asks ride in what one place is told, until it has answered for good."""

import pytest

from consent.asks.models import Ask
from consent.asks.services import AskOver
from consent.audit.models import LogEntry
from consent.errors import NotYours
from consent.links.models import LinkVersion
from consent.links.services import LinkEnded, hold_links
from consent.participants.models import Authority
from consent.preferences import services as preferences
from consent.publishing.models import Delivery, FeedEntry
from consent.vocabulary.levels import Level
from tests import people
from tests.asks.asking import Kind, answer, ask, newest, take_back, told_asks

pytestmark = pytest.mark.django_db


def test_ask_is_told_at_once_and_hurries(ana, link):
    people.choose(ana, Level.WIDE)

    asked = ask(ana, link)

    line = newest(link)
    version = LinkVersion.objects.filter(link=link).latest("version")
    assert (line["kind"], line["told"]["sharing"]) == ("change.narrowed", "some")
    assert line["told"]["asks"] == [
        {
            "id": str(asked.pk),
            "kind": "delete_data",
            "asked_at": line["told"]["asks"][0]["asked_at"],
        }
    ]
    assert (version.cause, version.preference_version) == ("ask", 1)
    assert Delivery.objects.get(pk=link.pk).urgency == "narrowing"


def test_ask_changes_no_choice(ana, link):
    people.choose(ana, Level.WIDE)
    before = newest(link)["told"]

    ask(ana, link)

    after = newest(link)["told"]
    after.pop("asks")
    assert after == before


def test_later_versions_carry_every_open_ask(ana, link):
    ask(ana, link)
    ask(ana, link, Kind.STOP_USE)

    people.choose(ana, Level.WIDE)

    assert told_asks(link) == ["delete_data", "stop_use"]


def test_answered_ask_is_told_no_more(ana, link, lakeside):
    asked = ask(ana, link)
    answer(lakeside, asked, "working")
    people.choose(ana, Level.WIDE)
    assert told_asks(link) == ["delete_data"]

    answer(lakeside, asked, "done")
    people.choose(ana, Level.HEALTH, replacing=1)

    assert "asks" not in newest(link)["told"]


def test_last_word_of_a_link_carries_open_asks_too(ana, link):
    ask(ana, link)

    preferences.leave(
        participant=ana.participant, platform=link.platform, by=ana.account
    )

    assert newest(link)["told"]["sharing"] == "ended"
    assert told_asks(link) == ["delete_data"]


def test_other_places_and_people_are_told_nothing(ana, ben, link, library):
    elsewhere = preferences.join(
        participant=ana.participant, platform=library.platform, by=ana.account
    )
    other = preferences.join(
        participant=ben.participant, platform=link.platform, by=ben.account
    )
    before = FeedEntry.objects.exclude(link=link).count()

    ask(ana, link)

    assert FeedEntry.objects.exclude(link=link).count() == before
    assert not told_asks(elsewhere)
    assert not told_asks(other)


def test_asking_twice_is_one_ask(ana, link):
    first = ask(ana, link)
    version = newest(link)["version"]

    second = ask(ana, link)

    assert second == first
    assert newest(link)["version"] == version
    assert LogEntry.objects.filter(kind="ask.made").count() == 1


def test_place_on_hold_hears_the_ask_and_nothing_else(ana, link):
    people.choose(ana, Level.WIDE)
    hold_links(links=[link])

    ask(ana, link)

    told = newest(link)["told"]
    assert (told["sharing"], told_asks(link)) == ("none", ["delete_data"])


def test_ask_that_is_taken_back_is_told_no_more(ana, link):
    people.choose(ana, Level.WIDE)
    asked = ask(ana, link)

    take_back(ana, asked)

    assert newest(link)["kind"] == "change.widened"
    assert "asks" not in newest(link)["told"]
    with pytest.raises(AskOver):
        take_back(ana, asked)


def test_whoever_may_only_look_may_not_ask(ana, ben, link):
    looking = Authority.objects.create(
        account=ben.account,
        participant=ana.participant,
        kind=Authority.Kind.HELPER_VIEW,
    )

    for person in (looking, ben):
        with pytest.raises(NotYours):
            ask(person, link)

    assert not Ask.objects.exists()


def test_place_that_was_taken_off_the_list_is_not_asked(ana, link):
    preferences.leave(
        participant=ana.participant, platform=link.platform, by=ana.account
    )

    with pytest.raises(LinkEnded):
        ask(ana, link)
