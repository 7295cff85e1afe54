"""One place is dead and much waits for it; the others must not notice."""

import statistics
import time

import pytest

from tests.faults.crowd import make_crowd
from tests.publishing.rows import tell

pytestmark = pytest.mark.faults

DEAD_ROWS = 2_000
PER_SECOND = 20


def latencies(world, crowds, count):
    """Save `count` narrowings at a steady rate; return seconds to each platform."""
    saved = {}
    begun = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, begun + number / PER_SECOND - time.monotonic()))
        links = [crowd[number % len(crowd)] for crowd in crowds]
        moment = time.monotonic()
        for version in tell(*links):
            saved[version.version] = moment
    receivers = world.receivers[1:]

    def arrived():
        return {
            heard.data["version"]: heard.at
            for receiver in receivers
            for heard in receiver.changes()
        }

    world.stack.wait_for(lambda: saved.keys() <= arrived().keys(), within=60)
    found = arrived()
    return [found[version] - moment for version, moment in saved.items()]


def p95(values):
    return statistics.quantiles(values, n=20)[-1]


@pytest.mark.parametrize(
    "death", ["refuses", pytest.param("hangs", marks=pytest.mark.long)]
)
def test_a_dead_place_with_a_backlog_does_not_slow_the_others(make_world, death):
    """F25. The others' p95 stays near what it was; then the dead one catches up."""
    world = make_world(people=0)
    dead, *others = world.platforms
    crowds = [make_crowd(platform, 50) for platform in others]
    world.stack.start("worker-urgent", "worker", "worker-slow", "dispatch")
    latencies(world, crowds, 20)
    calm = p95(latencies(world, crowds, 80))
    world.receivers[0].answer = refuse if death == "refuses" else hang
    for _ in range(4):
        tell(*make_crowd(dead, DEAD_ROWS // 4))

    troubled = p95(latencies(world, crowds, 80))
    world.receivers[0].answer = None
    world.settle(within=120)

    # The benchmark holds the goal of 1.2; a test shares its machine with others.
    assert troubled < max(3 * calm, calm + 0.5), (calm, troubled)
    world.check()


def refuse(_receiver, _heard):
    return 500, {}, b""


def hang(_receiver, _heard):
    time.sleep(3)
    return 200, {}, b""
