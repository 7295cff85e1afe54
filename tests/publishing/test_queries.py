from datetime import timedelta

import pytest
from django.utils import timezone

from consent.delivery_log.summaries import summary_of
from consent.errors import ResyncRequired
from consent.publishing.confirmations import Word, confirm
from consent.publishing.drain import drain
from consent.publishing.leases import valid_until
from consent.publishing.models import FeedHead, Urgency
from consent.publishing.progress import Progress, progress_of
from consent.publishing.queries import feed_page, has_news
from consent.publishing.services import Enforced, acknowledge
from consent.publishing.versions import VersionsThen, versions_at
from tests.publishing.rows import (
    Change,
    make_link,
    make_participant,
    make_platform,
    tell,
)

pytestmark = pytest.mark.django_db

LEASE = timedelta(hours=24)
A_MOMENT = timedelta(seconds=5)


def test_lease_is_a_day_when_nothing_is_outstanding(platform):
    tell(make_link(platform), change=Change.WIDENED)

    until = valid_until(platform)

    assert abs(until - timezone.now() - LEASE) < A_MOMENT
    assert until.microsecond == 0


def test_lease_is_not_renewed_over_a_narrowing_that_is_stuck(platform):
    link = make_link(platform)
    [version] = tell(link)
    version.refresh_from_db()
    until = valid_until(platform)

    assert until == (version.issued_at + LEASE).replace(microsecond=0)

    acknowledge(
        platform=platform, enforced=[Enforced(link.subject_id, version.version)]
    )

    assert valid_until(platform) >= until


@pytest.mark.parametrize("state", ["suspended", "ended"])
def test_lease_of_a_stopped_platform_is_over(platform, state):
    tell(make_link(platform), change=Change.WIDENED)
    platform.state = state

    assert valid_until(platform) <= timezone.now()


def test_pages_of_the_feed_follow_each_other(platform):
    links = [make_link(platform) for _ in range(5)]
    tell(*links)

    first = feed_page(platform, "", 3)
    second = feed_page(platform, first.next, 3)

    assert (len(first.items), first.has_more) == (3, True)
    assert (len(second.items), second.has_more) == (2, False)
    assert not has_news(platform, second.next)
    assert feed_page(platform, second.next, 3).items == []
    assert len(set(first.items + second.items)) == 5


def test_cursor_of_an_empty_feed_stays_good_after_the_first_entry(platform):
    empty = feed_page(platform, "", 10)

    tell(make_link(platform))

    assert has_news(platform, empty.next)
    assert len(feed_page(platform, empty.next, 10).items) == 1


@pytest.mark.parametrize("cursor", ["nonsense", "AAAA", "é", "=", "a" * 5000])
def test_a_cursor_we_did_not_write_asks_for_a_new_start(platform, cursor):
    with pytest.raises(ResyncRequired):
        feed_page(platform, cursor, 10)


def test_cursors_of_others_of_old_epochs_and_ahead_ask_for_a_new_start(platform):
    other = make_platform()
    tell(make_link(platform))
    tell(make_link(other))
    page = feed_page(platform, "", 10)
    with pytest.raises(ResyncRequired):
        feed_page(other, page.next, 10)
    FeedHead.objects.filter(platform=platform).update(seq=0)
    with pytest.raises(ResyncRequired):
        feed_page(platform, page.next, 10)
    FeedHead.objects.filter(platform=platform).update(
        seq=1, epoch="11111111-1111-1111-1111-111111111111"
    )

    with pytest.raises(ResyncRequired):
        feed_page(platform, page.next, 10)


def test_progress_goes_from_on_its_way_to_in_force(
    platform, receiver, django_assert_num_queries
):
    receiver.enforces = False
    person = make_participant()
    link = make_link(platform, person)
    [version] = tell(link, preference_version=3)
    [on_its_way] = progress_of(person, 3)
    drain(platform.pk, Urgency.NARROWING)
    [received] = progress_of(person, 3)
    acknowledge(
        platform=platform, enforced=[Enforced(link.subject_id, version.version)]
    )

    with django_assert_num_queries(1):
        [enforced] = progress_of(person, 3)

    assert on_its_way.state is Progress.ON_ITS_WAY
    assert on_its_way.sent_at is None
    assert on_its_way.lease_ends_at is not None
    assert received.state is Progress.RECEIVED
    assert received.sent_at is not None
    assert received.received_at is not None
    assert received.enforced_at is None
    assert enforced.state is Progress.ENFORCED
    assert enforced.enforced_at is not None
    assert enforced.lease_ends_at is None
    assert progress_of(person, 4) == []


def test_progress_of_an_old_preference_is_done_when_a_newer_is_in_force(platform):
    person = make_participant()
    link = make_link(platform, person)
    tell(link, preference_version=1)
    [newest] = tell(link, preference_version=2, change=Change.WIDENED)

    acknowledge(platform=platform, enforced=[Enforced(link.subject_id, newest.version)])

    assert progress_of(person, 1)[0].state is Progress.ENFORCED
    assert progress_of(person)[0].version == newest.version


def test_summary_counts_each_link_once(platform, receiver):
    receiver.enforces = False
    done, received = make_link(platform), make_link(platform)
    [version] = tell(done)
    tell(received)
    drain(platform.pk, Urgency.NARROWING)
    acknowledge(
        platform=platform, enforced=[Enforced(done.subject_id, version.version)]
    )
    tell(make_link(platform))

    found = summary_of(platform)

    assert (found.due, found.received, found.enforced) == (1, 1, 1)
    assert found.oldest_due_at is not None


def test_versions_at_an_instant_are_what_the_platform_had_confirmed_by_then(platform):
    link = make_link(platform)
    before = timezone.now() - timedelta(seconds=1)
    [first] = tell(link)
    acknowledge(platform=platform, enforced=[Enforced(link.subject_id, first.version)])
    [second] = tell(link, change=Change.WITHDRAWN)
    confirm([Word(link.pk, second.version, is_enforced=False)])
    [third] = tell(link)
    after = timezone.now() + timedelta(seconds=1)

    assert versions_at(link, before) == VersionsThen(None, None, None)
    assert versions_at(link, after) == VersionsThen(first, second, third)
