"""Everything a platform should hold, read while everything changes."""

import json
import threading
import time
import tracemalloc

import pytest
from django.db import connection

from consent.errors import Busy, ReconcileFirst
from consent.links.services import end_link
from consent.publishing import snapshot
from consent.publishing.models import FeedEntry, PlatformHealth
from consent.publishing.queries import feed_page
from consent.publishing.snapshot import CHUNK, open_snapshot
from tests.publishing.rows import (
    Cause,
    Change,
    make_account,
    make_link,
    make_platform,
    tell,
)

# It reads on a connection of its own, which sees only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place():
    return make_platform()


def read(platform) -> tuple[dict, list[dict], dict]:
    """Return head, lines and end of a whole snapshot."""
    stream = open_snapshot(platform)
    first, *lines, last = b"".join(stream).splitlines()
    stream.close()
    return (
        json.loads(first)["snapshot"],
        [json.loads(line) for line in lines],
        json.loads(last)["end"],
    )


def sleepers() -> int:
    """Count other connections that hold a transaction open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
        )
        return cursor.fetchone()[0]


def ends_with(count: int) -> bool:
    """Wait for the server to notice who is gone."""
    until = time.monotonic() + 5
    while sleepers() != count and time.monotonic() < until:
        time.sleep(0.01)
    return sleepers() == count


def test_snapshot_holds_the_newest_stored_line_of_each_subject(place):
    links = [make_link(place) for _ in range(3)]
    tell(*links)
    newest = tell(*links, change=Change.WIDENED)

    head, lines, end = read(place)

    stored = {
        entry.body
        for entry in FeedEntry.objects.filter(
            version__in=[version.version for version in newest]
        )
    }
    assert head["count"] == end["count"] == len(lines) == 3
    assert head["head"] == 6
    assert [line["subject_id"] for line in lines] == sorted(
        link.subject_id for link in links
    )
    assert {json.dumps(line, separators=(",", ":")) for line in lines} == stored


def test_snapshot_holds_ended_subjects_and_nobody_elses(place):
    link = make_link(place)
    tell(link)
    end_link(link=link, by=make_account())
    tell(link, change=Change.WITHDRAWN, cause=Cause.ENDED, sharing="ended")
    tell(make_link(make_platform()))

    _, [line], _ = read(place)

    assert (line["kind"], line["told"]["sharing"]) == ("link.ended", "ended")


def test_what_comes_meanwhile_follows_the_cursor_once(place):
    links = [make_link(place) for _ in range(3)]
    tell(*links)
    stream = open_snapshot(place)
    tell(links[0], change=Change.WITHDRAWN)
    late = make_link(place)
    tell(late)

    lines = b"".join(stream).splitlines()

    head = json.loads(lines[0])["snapshot"]
    page = feed_page(place, head["next"], 100)
    assert len(lines) == 3 + 2
    assert [json.loads(item)["subject_id"] for item in page.items] == [
        links[0].subject_id,
        late.subject_id,
    ]


def test_empty_snapshot_is_whole_and_its_cursor_good(place):
    head, lines, end = read(place)
    tell(make_link(place))

    assert (head["count"], lines, end) == (0, [], {"count": 0})
    assert len(feed_page(place, head["next"], 10).items) == 1


def test_one_snapshot_of_a_platform_at_a_time(place):
    other = make_platform()
    stream = open_snapshot(place)

    with pytest.raises(Busy):
        open_snapshot(place)

    read(other)
    stream.close()
    read(place)


def test_reader_that_goes_leaves_nothing_open(place):
    tell(*[make_link(place) for _ in range(50)])
    before = sleepers()

    stream = open_snapshot(place)
    held = sleepers()
    stream.close()

    assert held == before + 1
    assert ends_with(before)


def test_snapshot_waits_for_what_the_platform_holds_after_a_restore(place):
    PlatformHealth.objects.create(platform=place, reconciling_since="2026-01-01T00:00Z")
    before = sleepers()

    with pytest.raises(ReconcileFirst):
        open_snapshot(place)

    assert ends_with(before)


def test_memory_stays_flat_and_chunks_are_large(place, monkeypatch):
    monkeypatch.setattr(
        snapshot,
        "LINES",
        "COPY (SELECT repeat('x', 999) FROM generate_series(1, 40000)"
        " WHERE %(platform)s > 0) TO STDOUT",
    )
    stream = open_snapshot(place)
    tracemalloc.start()

    sizes = [len(chunk) for chunk in stream]

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sum(sizes) > 40_000_000
    assert min(sizes[:-1]) >= CHUNK
    assert peak < 4 * CHUNK


def test_snapshots_beside_writers_are_each_of_one_moment(place):
    links = [make_link(place) for _ in range(4)]
    tell(*links)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            tell(*links, change=Change.WIDENED)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(20):
            head, lines, _ = read(place)
            newest = max(
                FeedEntry.objects.filter(platform=place, seq__lte=head["head"])
                .order_by("-seq")
                .values_list("seq", flat=True)[:1]
            )
            told = set(
                FeedEntry.objects.filter(
                    platform=place, seq__gt=newest - 4, seq__lte=newest
                ).values_list("version", flat=True)
            )
            # All four change together: no snapshot may hold a part of a change.
            assert {line["version"] for line in lines} == told
    finally:
        stop.set()
        writer.join()
