"""Many at once: changes of one person, and readers beside writers."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from urllib.error import HTTPError

import pytest
from django.db import connection, transaction

from consent.errors import Stale
from consent.links.models import LinkVersion
from consent.participants.models import Authority
from consent.preferences import services as preferences
from consent.preferences.models import Preference
from consent.preferences.queries import current
from consent.publishing.queries import feed_page
from consent.vocabulary.levels import Level, choices_of
from tests import institutions
from tests.faults.crowd import make_crowd
from tests.faults.person import Person, make_person
from tests.faults.reader import HttpReader
from tests.publishing.rows import make_link, tell

pytestmark = pytest.mark.faults

WRITERS = 8
CHANGES = 200
LEVELS = (Level.WIDE, Level.HEALTH, Level.ASK)


def closing(work):
    """Let a thread's database connection end with its work."""

    def begin(*arguments):
        try:
            return work(*arguments)
        finally:
            connection.close()

    return begin


def side_by_side(work, count=WRITERS):
    """Run `work(number)` in threads, each with a connection of its own."""
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(closing(work), range(count)))


def change_once(authority, level):
    """Change one's mind as of the newest choices; again when somebody was faster."""
    lost = 0
    while True:
        known = current(authority.participant)
        try:
            preferences.choose(
                participant=authority.participant,
                value=choices_of(level),
                by=authority.account,
                authority=authority,
                replacing=known.version if known else None,
                language="en",
            )
        except Stale:
            lost += 1
        else:
            return lost


def test_two_hundred_changes_of_one_person_have_one_order(make_world):
    """F22. Nobody overwrites what they did not see; the last one wins everywhere."""
    world = make_world(people=0)
    ana = make_person("ana@example.org")
    authority = Authority.objects.get(participant=ana)
    links = [make_link(platform, ana) for platform in world.platforms]
    world.stack.start("worker-urgent", "worker", "dispatch")
    # Each thread takes the levels in turn from another start, so that most differ.
    lost = side_by_side(
        lambda number: sum(
            change_once(authority, LEVELS[(number + turn) % len(LEVELS)])
            for turn in range(CHANGES // WRITERS)
        )
    )

    world.settle()

    chosen = list(Preference.objects.order_by("pk").values_list("version", flat=True))
    assert chosen == list(range(1, len(chosen) + 1))
    assert sum(lost) > 0
    for link in links:
        issued = list(
            LinkVersion.objects.filter(link=link)
            .order_by("preference_version")
            .values_list("preference_version", "version")
        )
        assert [row[0] for row in issued] == chosen
        assert all(old[1] < new[1] for old, new in pairwise(issued))
    world.check()


def test_of_two_tabs_the_slower_is_shown_the_newer_choices(make_world):
    """F22. Both tabs saw the same choices; one saves, the other is told (409)."""
    world = make_world(people=0)
    ana = make_person("ana@example.org")
    for platform in world.platforms:
        make_link(platform, ana)
    world.stack.start("web", "worker-urgent", "dispatch")
    tabs = [Person(world.stack.url), Person(world.stack.url)]
    checks = []
    for tab, level in zip(tabs, ("wide", "ask"), strict=True):
        tab.sign_in("ana@example.org")
        editor = tab.get("/choices/")
        checks.append(tab.post("/choices/", editor, level=level, action="check"))
    together = threading.Barrier(len(tabs))

    def save(number):
        together.wait()
        try:
            tabs[number].post("/choices/save/", checks[number], action="save")
        except HTTPError as refusal:
            return refusal.code
        return 200

    answers = side_by_side(save, count=len(tabs))
    world.settle()

    assert sorted(answers) == [200, 409]
    assert current(ana).level == ("wide", "ask")[answers.index(200)]
    assert Preference.objects.filter(participant=ana).count() == 1
    world.check()


def write(links, turns, chance):
    """Tell some links at a time, and now and then take it all back."""
    for turn in range(turns):
        with transaction.atomic():
            some = chance.sample(links, k=chance.randint(1, len(links)))
            tell(*some, preference_version=turn + 1)
            transaction.set_rollback(chance.random() < 0.25)


def read_on(platform, stop):
    """Follow a feed page by page until it stands still after `stop`."""
    after, lines = "", []
    while True:
        was_stopped = stop.is_set()
        page = feed_page(platform, after, 50)
        lines += page.items
        after = page.next
        if was_stopped and not page.has_more:
            return lines


def test_readers_beside_writers_miss_nothing(make_world):
    """F23. Eight writers, a quarter of whose work is rolled back."""
    world = make_world(people=0)
    crowds = [make_crowd(platform, WRITERS) for platform in world.platforms]
    caller = institutions.connect(world.platforms[0], institutions.make_steward())
    world.stack.start("web")
    stop = threading.Event()
    chances = [random.Random(world.chance.getrandbits(32)) for _ in range(WRITERS)]  # noqa: S311
    with ThreadPoolExecutor(len(crowds) + 1) as readers:
        reading = [
            readers.submit(closing(read_on), platform, stop)
            for platform in world.platforms
        ]
        by_http = readers.submit(
            HttpReader(world.stack.url, caller.token).read_on, stop
        )
        side_by_side(
            lambda number: write(
                [crowd[number] for crowd in crowds], 40, chances[number]
            )
        )
        stop.set()
        read = [future.result() for future in reading]

    stored = [
        list(platform.feedentry_set.order_by("seq").values_list("body", flat=True))
        for platform in world.platforms
    ]
    assert all(stored)
    assert read == stored
    assert by_http.result() == stored[0]
    world.stack.start("worker-urgent", "worker", "dispatch")
    world.settle()
    world.check()
