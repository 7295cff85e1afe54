"""Feeds, leases, alarms and doors while places have not said what they hold."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from consent.alarms.models import Alarm
from consent.audit.models import LogEntry
from consent.errors import ReconcileFirst, ResyncRequired
from consent.links.models import Link, LinkVersion
from consent.preferences import services as preferences
from consent.publishing import restore
from consent.publishing.leases import valid_until
from consent.publishing.models import Delivery, PlatformHealth
from consent.publishing.queries import feed_page, has_news
from consent.vocabulary.levels import Level
from tests import people
from tests.institutions import make_steward
from tests.preferences.restores import MINUTE, begin, confirm, held_of, post

pytestmark = pytest.mark.django_db


def test_until_then_feed_and_lease_stand_still(joined, place):
    before = feed_page(place, "", 10).next
    begin()
    since = PlatformHealth.objects.get(platform=place).reconciling_since

    with pytest.raises(ReconcileFirst):
        feed_page(place, "", 10)
    assert valid_until(place) == (since + timedelta(days=1)).replace(microsecond=0)

    post(place, held_of(joined))
    assert has_news(place, "")
    with pytest.raises(ResyncRequired):
        feed_page(place, before, 10)
    assert restore.reconciling_since(place) is None


def test_each_place_is_an_alarm_until_it_has_answered(joined, place):
    begin()
    alarm = Alarm.objects.get(platform=place, kind=Alarm.Kind.UNRECONCILED)
    assert alarm.ended_at is None

    post(place, held_of(joined))

    alarm.refresh_from_db()
    assert alarm.ended_at is not None


def test_feeds_begin_anew_at_one(joined, place):
    begin()
    post(place, held_of(joined))

    page = feed_page(place, "", 10)

    assert (page.head, len(page.items)) == (1, 1)


# --- The command


def test_command_runs_once_for_each_moment(place):
    to = (timezone.now() - MINUTE).isoformat()

    call_command("after_restore", "--to", to, "--reason", "The disk broke.")

    with pytest.raises(CommandError, match="already"):
        call_command("after_restore", "--to", to, "--reason", "Again.")
    assert LogEntry.objects.filter(kind="records.restored").count() == 1


@pytest.mark.parametrize("to", ["2999-01-01T00:00:00Z", "yesterday", "2026-01-01"])
def test_command_refuses_moments_it_cannot_mean(place, to):
    with pytest.raises(CommandError):
        call_command("after_restore", "--to", to, "--reason", "A try.")


# --- Decisions


def test_held_link_is_refused_whatever_was_chosen(ana, lakeside, link, hospital):
    people.choose(ana, Level.WIDE)
    allowed = lakeside.ask(link.subject_id).json()
    Link.objects.filter(pk=link.pk).update(held_since=timezone.now())

    refused = lakeside.ask(link.subject_id).json()

    assert allowed["decision"] is True
    assert refused["decision"] is False
    assert [one["code"] for one in refused["context"]["reasons"]] == ["held"]


def test_whole_list_is_posted_by_the_api(ana, lakeside, link):
    people.choose(ana, Level.HEALTH)
    known = held_of(link)
    begin()
    body = {
        "items": [
            {
                "subject_id": known.subject_id,
                "version": known.version,
                "sharing": known.sharing,
            }
        ]
    }

    shut = lakeside.get("/api/v1/changes")
    first = lakeside.post("/api/v1/changes/digest", {"count": 0, "digest": "0" * 64})
    answer = lakeside.post("/api/v1/changes/digest", body)
    opened = lakeside.get("/api/v1/changes")

    assert (shut.status_code, shut.json()["code"]) == (409, "reconcile_required")
    assert first.json()["reconciling"] is True
    assert answer.json()["reconciling"] is False
    assert len(opened.json()["items"]) == 1


def test_many_links_are_agreed_in_a_few_statements(
    place, django_assert_max_num_queries
):
    steward = make_steward()
    for number in range(30):
        person = people.make_person(f"Person{number}")
        preferences.join(participant=person.participant, platform=place, by=steward)
    begin()

    with django_assert_max_num_queries(45):
        assert post(place)


def test_what_takes_too_long_is_left_for_the_next_call(ana, ben, place, monkeypatch):
    for one in (ana, ben):
        preferences.join(participant=one.participant, platform=place, by=one.account)
    begin()
    monkeypatch.setattr("consent.preferences.restoring.TOGETHER", 1)
    monkeypatch.setattr("consent.preferences.restoring.PATIENCE", 0)

    answers = [post(place) for _ in range(2)]

    assert answers == [False, True]
    assert LinkVersion.objects.filter(cause="restore").count() == 2


def test_an_ended_link_that_goes_on_there_is_sent_again(ana, joined, place):
    old = held_of(joined)
    preferences.leave(participant=ana.participant, platform=place, by=ana.account)
    confirm(joined)
    begin()

    post(place, old)

    delivery = Delivery.objects.get(pk=joined.pk)
    assert delivery.received_version == old.version < delivery.target_version
    assert not LinkVersion.objects.filter(link=joined, cause="restore").exists()
