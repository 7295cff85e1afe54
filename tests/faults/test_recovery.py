"""Platforms that come back with much waiting for them."""

import threading
import time

import pytest

from consent.links.models import Link, LinkVersion
from consent.publishing.models import PlatformHealth
from tests.faults import hostile
from tests.publishing.rows import tell

pytestmark = pytest.mark.faults
Change = LinkVersion.Change
LONG_PROBES = {"PUBLISHING_PROBES": "1,1"}


class Calls:
    """Takes its time over each message, and counts those on their way."""

    def __init__(self, front):
        self.front = front
        self.guard = threading.Lock()
        self.flying = 0
        self.done = 0
        self.begun = []
        self.subjects = []

    def __call__(self, line, asked):
        if "subject_id" not in asked.data:
            self.front.pass_on(line, asked)
            return
        with self.guard:
            self.flying += 1
            self.begun.append((self.flying, self.done))
            self.subjects.append(asked.data["subject_id"])
        time.sleep(0.1)
        answer = self.front.take(asked)
        with self.guard:
            self.flying -= 1
            self.done += 1
        line.answer(answer[2])


def test_a_platform_that_comes_back_is_not_run_over(make_world, make_front):
    """F26: one message at first, then more with each success; narrowings go first."""
    world = make_world(places=1, people=80, durations=LONG_PROBES)
    platform = world.platforms[0]
    links = list(Link.objects.select_related("platform"))
    world.chance.shuffle(links)
    narrowed, widened = links[:40], links[40:]
    front = make_front(world, 0, hostile.reset)
    calls = Calls(front)
    world.stack.start("worker", "dispatch")
    tell(*narrowed, change=Change.NARROWED)
    tell(*widened, change=Change.WIDENED)
    health = PlatformHealth.objects.filter(platform=platform, ramp=0)
    world.stack.wait_for(health.exclude(opened_at=None).exists, within=60)
    # What was on its way when the breaker opened has failed by now.
    time.sleep(1)
    tried = len(front.changes())
    time.sleep(2)
    assert len(front.changes()) <= tried + 4

    front.behave = calls
    world.settle()

    assert len(calls.begun) >= 80
    # Each lane has a drain of its own, and both climb the same ramp.
    assert all(flying <= 2 * (done + 1) for flying, done in calls.begun)
    assert max(flying for flying, _ in calls.begun) > 2
    urgent = {link.subject_id for link in narrowed}
    places = [place for place, one in enumerate(calls.subjects) if one in urgent]
    assert places[0] == 0
    assert sum(places) / len(places) < len(calls.begun) / 3
    assert not PlatformHealth.objects.exclude(opened_at=None).exists()
    world.check()
