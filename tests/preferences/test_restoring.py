"""After a restore: what a place knew, and we lost, is never widened by us.

A savepoint is the backup; rolling back to it loses what came later, as a restore
does. What the place holds is kept beside.
"""

import json
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from consent.alarms.models import Alarm
from consent.audit.models import LogEntry
from consent.errors import ReconcileFirst, ResyncRequired
from consent.links.models import Link, LinkVersion
from consent.preferences import services as preferences
from consent.preferences.restoring import reconcile
from consent.publishing import restore
from consent.publishing.digest import Held, compare
from consent.publishing.leases import valid_until
from consent.publishing.models import Delivery, FeedEntry, PlatformHealth
from consent.publishing.queries import feed_page, has_news
from consent.publishing.restore import Span
from consent.publishing.services import Enforced, acknowledge
from consent.vocabulary.levels import Level
from tests import people
from tests.institutions import make_steward

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def place(db):
    return people.make_platform("lakeside")


@pytest.fixture
def joined(ana, place):
    """Ana shares for health at Lakeside, and Lakeside has put that in force."""
    people.choose(ana, Level.HEALTH)
    link = preferences.join(participant=ana.participant, platform=place, by=ana.account)
    confirm(link)
    return link


def confirm(link: Link) -> Held:
    """Let the place put the newest in force; return what it holds then."""
    held = held_of(link)
    acknowledge(
        platform=link.platform, enforced=[Enforced(link.subject_id, held.version)]
    )
    return held


def held_of(link: Link) -> Held:
    version = Link.objects.get(pk=link.pk).version
    return Held(link.subject_id, version, told(link)["sharing"])


def told(link: Link) -> dict:
    newest = FeedEntry.objects.filter(link=link).latest("version")
    return json.loads(newest.body)["told"]


@contextmanager
def lost():
    """Lose what happens inside, as a restore of an older backup does."""
    backup = transaction.savepoint()
    yield
    transaction.savepoint_rollback(backup)


def begin() -> None:
    restore.begin(to=timezone.now() - MINUTE, reason="The disk broke.")


def post(platform, *held: Held, span: Span | None = None) -> bool:
    span = span or Span()
    differences = compare(platform=platform, held=held, span=span)
    return reconcile(platform=platform, held=held, differences=differences, span=span)


def standing(link: Link) -> tuple[bool, str, bool]:
    """Return whether a link is held, what was told last, and whether it hurries."""
    link = Link.objects.get(pk=link.pk)
    delivery = Delivery.objects.get(pk=link.pk)
    assert delivery.target_version == link.version
    return (
        link.held_since is not None,
        told(link)["sharing"],
        (delivery.urgency == "narrowing"),
    )


def test_a_choice_that_was_lost_holds_the_link(ana, joined, place):
    with lost():
        people.choose(ana, Level.NONE, replacing=1)
        known = confirm(joined)
    begin()

    is_agreed = post(place, known)

    assert is_agreed
    assert standing(joined) == (True, "none", True)
    assert Link.objects.get(pk=joined.pk).version > known.version
    assert LogEntry.objects.filter(kind="link.held").count() == 1


@pytest.mark.parametrize("answers_first", [True, False])
def test_what_one_place_knew_counts_at_places_that_never_heard(
    ana, joined, place, answers_first
):
    library = people.make_platform("library")
    other = preferences.join(
        participant=ana.participant, platform=library, by=ana.account
    )
    wide = confirm(other)
    with lost():
        people.choose(ana, Level.NONE, replacing=1)
        known = confirm(joined)
    begin()
    if answers_first:
        post(library, wide)

    post(place, known)

    assert standing(other) == (True, "none", True)
    assert answers_first or post(library, wide)
    assert standing(other) == (True, "none", True)


@pytest.mark.parametrize("level", [Level.CONDITION, Level.WIDE])
def test_of_two_that_share_something_nobody_knows_the_narrower(
    ana, joined, place, level
):
    with lost():
        people.choose(ana, level, replacing=1)
        known = confirm(joined)
    begin()

    post(place, known)

    assert known.sharing == "some"
    assert standing(joined) == (True, "none", True)


def test_what_the_place_knew_alike_goes_on_under_a_new_version(joined, place):
    known = held_of(joined)
    begin()

    assert post(place, known)

    assert standing(joined) == (False, "some", False)
    newest = LinkVersion.objects.filter(link=joined).latest("version")
    assert (newest.cause, newest.preference_version) == ("restore", 1)
    assert newest.version > known.version


def test_two_that_share_nothing_are_alike(ana, place):
    people.choose(ana, Level.NONE)
    link = preferences.join(participant=ana.participant, platform=place, by=ana.account)
    with lost():
        preferences.tell_again(
            participant=ana.participant,
            cause=LinkVersion.Cause.GRANT,
            change=LinkVersion.Change.NARROWED,
        )
        known = held_of(link)
    begin()

    post(place, known)

    assert standing(link)[:2] == (False, "none")


def test_what_the_person_says_after_the_restore_counts_most(ana, joined, place):
    with lost():
        people.choose(ana, Level.NONE, replacing=1)
        known = confirm(joined)
    begin()
    people.choose(ana, Level.WIDE, replacing=1)

    post(place, known)

    assert standing(joined)[:2] == (False, "some")
    assert Link.objects.get(pk=joined.pk).version > known.version


def test_a_place_that_never_received_anything_is_told_all(ana, place):
    people.choose(ana, Level.HEALTH)
    link = preferences.join(participant=ana.participant, platform=place, by=ana.account)
    begin()

    assert post(place)

    assert standing(link)[:2] == (False, "some")


@pytest.mark.parametrize("forgets", [True, False])
def test_whoever_left_in_what_was_lost_is_not_shared_again(ana, joined, place, forgets):
    """A place need not keep, or name, those who left: its silence may mean that."""
    library = people.make_platform("library")
    other = preferences.join(
        participant=ana.participant, platform=library, by=ana.account
    )
    with lost():
        preferences.leave(participant=ana.participant, platform=place, by=ana.account)
        known = confirm(joined)
    begin()

    assert post(place, *([] if forgets else [known]))

    assert standing(joined) == (True, "none", True)
    assert Delivery.objects.get(pk=joined.pk).enforced_version == (
        0 if forgets else joined.delivery.enforced_version
    )
    # Who leaves one place says nothing about the others.
    assert standing(other)[0] is False


def test_what_changes_before_the_place_answers_is_told_as_nothing(ana, joined, place):
    with lost():
        people.choose(ana, Level.NONE, replacing=1)
    begin()
    preferences.tell_again(
        participant=ana.participant,
        cause=LinkVersion.Cause.GRANT,
        change=LinkVersion.Change.NARROWED,
    )

    assert told(joined)["sharing"] == "none"
    post(place, held_of(joined))

    # It hides what the place knew before: so nobody can say that it was not narrower.
    assert standing(joined) == (True, "none", True)


def test_nothing_wider_is_issued_before_the_place_answers(ana, joined, place):
    before = held_of(joined)
    begin()
    preferences.tell_again(
        participant=ana.participant,
        cause=LinkVersion.Cause.GRANT,
        change=LinkVersion.Change.WIDENED,
    )

    assert held_of(joined) == before
    post(place, before)
    assert standing(joined)[:2] == (False, "some")


def test_held_link_goes_on_when_the_person_chooses_the_same_again(
    ana, joined, place, hospital
):
    with lost():
        people.choose(ana, Level.NONE, replacing=1)
        known = confirm(joined)
    begin()
    post(place, known)

    again = people.choose(ana, Level.HEALTH, replacing=1)

    assert again.version == 1
    assert standing(joined)[:2] == (False, "some")
    assert LogEntry.objects.filter(kind="link.released").count() == 1
    count = LinkVersion.objects.count()
    people.choose(ana, Level.HEALTH, replacing=1)
    assert LinkVersion.objects.count() == count


def test_held_link_hears_of_nothing_else(ana, joined, place):
    with lost():
        people.choose(ana, Level.NONE, replacing=1)
        known = confirm(joined)
    begin()
    post(place, known)
    version = Link.objects.get(pk=joined.pk).version

    preferences.tell_again(
        participant=ana.participant,
        cause=LinkVersion.Cause.GRANT,
        change=LinkVersion.Change.WIDENED,
    )

    assert Link.objects.get(pk=joined.pk).version == version


def test_posting_again_changes_nothing(ana, joined, place):
    with lost():
        people.choose(ana, Level.NONE, replacing=1)
        known = confirm(joined)
    begin()
    post(place, known)
    version = Link.objects.get(pk=joined.pk).version

    assert post(place, known)

    assert Link.objects.get(pk=joined.pk).version == version


def test_pages_are_agreed_one_by_one_and_the_last_ends_it(ana, ben, place):
    links = [
        preferences.join(participant=one.participant, platform=place, by=one.account)
        for one in (ana, ben)
    ]
    first, second = sorted(links, key=lambda link: link.subject_id)
    middle = first.subject_id
    begin()

    early = post(place, held_of(second), span=Span(after=middle))
    is_agreed = post(place, held_of(first), span=Span(until=middle))
    last = post(place, held_of(second), span=Span(after=middle))

    assert (early, is_agreed, last) == (False, False, True)
    causes = LinkVersion.objects.filter(cause="restore").values_list("link", flat=True)
    assert sorted(causes) == sorted([first.pk, second.pk])


def test_ending_link_is_told_once_more_that_it_ends(ana, joined, place):
    preferences.leave(participant=ana.participant, platform=place, by=ana.account)
    begin()

    post(place, held_of(joined))

    assert told(joined)["sharing"] == "ended"
    confirm(joined)
    assert Link.objects.get(pk=joined.pk).state == Link.State.ENDED


def test_link_that_was_lost_is_unknown_and_stored_nowhere(place):
    begin()
    stranger = Held("s-lost", 5, "some")

    assert post(place, stranger)

    [difference] = compare(platform=place, held=[stranger], span=Span())
    assert difference.code == "unknown"


# --- Until the place has answered


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
