"""The database's disk is full: what cannot be kept is refused."""

import time
from urllib.error import HTTPError

import pytest

from consent.preferences.queries import current
from tests.faults.person import Person, make_person
from tests.faults.small_disk import SmallDisk
from tests.publishing.rows import make_link

pytestmark = pytest.mark.faults


@pytest.fixture
def small_disk(tmp_path):
    server = SmallDisk(tmp_path / "postgres")
    server.start()
    yield server
    server.close()


def choose_until_refused(person, within=60):
    """Go to and fro until a choice is refused; return the last that was saved, and
    the status of the refusal."""
    saved = "wide"
    until = time.monotonic() + within
    while time.monotonic() < until:
        level = "none" if saved == "wide" else "wide"
        try:
            person.choose(level)
        except HTTPError as refusal:
            refusal.close()
            return saved, refusal.code
        saved = level
    raise AssertionError("The disk is full, and everything was saved.")


def test_a_full_disk_refuses_changes_and_loses_none(small_disk, make_world):
    """F29: nobody is told that something was saved which was not."""
    world = make_world(cluster=small_disk.cluster)
    ana = make_person("ana@example.org")
    for platform in world.platforms:
        make_link(platform, ana)
    world.stack.start("web", "worker", "dispatch")
    person = Person(world.stack.url)
    person.sign_in("ana@example.org")
    person.choose("wide")
    world.settle()

    workload = world.change(pause=0.02)
    world.wait_until_heard()
    small_disk.fill()
    saved, status = choose_until_refused(person)
    # For the workload too, which fills its tables more slowly.
    time.sleep(2)
    small_disk.empty()
    world.stop(workload, database_was_away=True)
    world.settle()

    assert status in {500, 503}
    assert world.refused
    assert current(ana).level == saved
    world.check()
