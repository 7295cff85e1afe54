"""What metrics say about the past: counted once each, whoever counts."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from consent.publishing.services import Enforced, acknowledge
from consent.supervision import timings
from consent.supervision.models import Timing
from tests.publishing.past import tell_ago
from tests.publishing.rows import Change, make_link, make_platform, tell


@pytest.fixture
def at_once(monkeypatch):
    """No confirmation is too young to be counted."""
    monkeypatch.setattr(timings, "YOUNG_SECONDS", 0)


def enforce(platform, *pairs) -> None:
    acknowledge(
        platform=platform,
        enforced=[Enforced(link.subject_id, version) for link, version in pairs],
    )


def counted() -> dict[tuple[str, str], int]:
    return {(row.urgency, row.step): sum(row.counts) for row in Timing.objects.all()}


@pytest.mark.django_db
def test_timings_count_each_version_for_both_steps(at_once):
    platform = make_platform()
    link = make_link(platform)
    [first] = tell(link)
    [second] = tell(link, change=Change.WIDENED)
    enforce(platform, (link, second.version))

    timings.count_timings()

    assert first.version < second.version
    assert counted() == {
        ("narrowing", "received"): 1,
        ("narrowing", "enforced"): 1,
        ("widening", "received"): 1,
        ("widening", "enforced"): 1,
    }


@pytest.mark.django_db
def test_timings_count_nothing_twice(at_once):
    platform = make_platform()
    link = make_link(platform)
    [first] = tell(link)
    [second] = tell(link)
    enforce(platform, (link, second.version))
    timings.count_timings()
    # An old word, said late, is no news.
    enforce(platform, (link, first.version))

    timings.count_timings()
    timings.count_timings()

    assert counted() == {("narrowing", "received"): 2, ("narrowing", "enforced"): 2}


@pytest.mark.django_db
def test_timings_wait_for_what_is_young():
    platform = make_platform()
    link = make_link(platform)
    [version] = tell(link)
    enforce(platform, (link, version.version))

    timings.count_timings()

    assert counted() == {}


@pytest.mark.django_db
def test_timings_put_an_hour_where_hours_are(at_once):
    platform = make_platform()
    link = make_link(platform)
    version = tell_ago(link, timedelta(minutes=61))
    enforce(platform, (link, version.version))

    timings.count_timings()

    row = Timing.objects.get(step="received")
    assert row.counts.index(1) == timings.BOUNDS.index(21_600.0)
    assert 3_600 < row.seconds < 3_720


@pytest.mark.django_db
def test_timings_are_counted_in_batches(at_once, monkeypatch):
    monkeypatch.setattr(timings, "BATCH", 2)
    platform = make_platform()
    links = [make_link(platform) for _ in range(5)]
    versions = tell(*links)
    enforce(platform, *[(one.link, one.version) for one in versions])

    timings.count_timings()

    assert counted() == {("narrowing", "received"): 5, ("narrowing", "enforced"): 5}


@pytest.mark.django_db(transaction=True)
def test_timings_are_right_when_many_count_at_once(at_once):
    platform = make_platform()
    links = [make_link(platform) for _ in range(20)]
    versions = tell(*links)
    enforce(platform, *[(one.link, one.version) for one in versions])

    def count() -> None:
        timings.count_timings()
        connection.close()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert counted() == {("narrowing", "received"): 20, ("narrowing", "enforced"): 20}
