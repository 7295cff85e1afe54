"""The database is restarted without mercy, or stands still, while people change minds."""

import threading
import time
from itertools import cycle
from urllib.error import HTTPError, URLError

import pytest

from consent.links.models import Link, LinkVersion
from consent.preferences.models import Preference
from tests.faults.checker import told_in
from tests.faults.person import Person, make_person
from tests.publishing.rows import make_link

pytestmark = pytest.mark.faults


class Visitor(threading.Thread):
    """Changes their mind on the real pages until told to stop, whatever comes back."""

    def __init__(self, url, email):
        super().__init__()
        self.person = Person(url)
        self.person.sign_in(email)
        self.stopping = threading.Event()
        self.statuses = []

    def run(self):
        for level in cycle(("wide", "none")):
            if self.stopping.is_set():
                return
            try:
                self.person.choose(level)
            except HTTPError as refusal:
                refusal.close()
                self.statuses.append(refusal.code)
            except (URLError, ConnectionError, TimeoutError):
                self.statuses.append(0)
            else:
                self.statuses.append(200)
            time.sleep(0.1)


def test_a_database_restarted_under_load_loses_and_halves_nothing(
    own_postgres, make_world
):
    """F10: `pg_ctl restart -m immediate`, twice, with pages, workers and dispatcher."""
    world = make_world(cluster=own_postgres.cluster)
    ana = make_person("ana@example.org")
    for platform in world.platforms:
        make_link(platform, ana)
    world.stack.start("web", "worker", "dispatch")
    visitor = Visitor(world.stack.url, "ana@example.org")
    visitor.start()
    workload = world.change(pause=0.1)
    for _ in range(2):
        world.wait_until_heard(world.chance.randint(3, 12))
        own_postgres.restart_immediately()
    world.stop(workload, database_was_away=True)
    visitor.stopping.set()
    visitor.join()

    world.settle()

    assert world.refused
    assert visitor.statuses.count(200) > 1
    assert {200} < set(visitor.statuses) <= {0, 200, 500, 503}
    newest = Preference.objects.filter(participant=ana).latest("version")
    for link in Link.objects.filter(participant=ana):
        last = LinkVersion.objects.filter(link=link).latest("version")
        assert last.preference_version == newest.version
    world.check()


def test_a_database_that_stands_still_gives_no_letter_to_two(own_postgres, make_world):
    """F11: for longer than a lane, a claim and a call may last."""
    world = make_world(cluster=own_postgres.cluster)
    crowd = Crowd()
    for receiver in world.receivers:
        receiver.answer = crowd.take
    world.stack.start("worker-urgent", "worker", "dispatch")
    world.stack.start_another("dispatch", "dispatch-2")
    workload = world.change(pause=0.1)
    world.wait_until_heard(3)
    own_postgres.freeze()
    time.sleep(world.chance.uniform(5, 6))
    own_postgres.thaw()
    world.stop(workload, database_was_away=True)

    world.settle()

    assert crowd.most == 1
    world.check()


class Crowd:
    """Counts how many letters about one subject are with one platform at once."""

    def __init__(self):
        self.guard = threading.Lock()
        self.inside = {}
        self.most = 0

    def take(self, receiver, heard):
        subjects = [told["subject_id"] for told in told_in(heard)]
        self._count(subjects, 1)
        time.sleep(0.2)
        self._count(subjects, -1)
        return receiver.accept(heard)

    def _count(self, subjects, step):
        with self.guard:
            for subject in subjects:
                self.inside[subject] = self.inside.get(subject, 0) + step
                self.most = max(self.most, self.inside[subject])
