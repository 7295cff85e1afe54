"""The broker forgets everything, then goes away; people can still say no."""

import time

import pytest
from redis import Redis

from consent.preferences.queries import current
from tests.faults.person import Person, make_person
from tests.publishing.rows import make_link

pytestmark = pytest.mark.faults


def test_bells_that_are_forgotten_cost_seconds_and_no_change(make_world):
    world = make_world()
    world.stack.start("worker-urgent", "worker", "dispatch")
    workload = world.change(40, pause=0.05)
    with Redis.from_url(world.stack.valkey.url) as broker:
        while workload.poll() is None:
            broker.flushall()
            time.sleep(world.chance.uniform(0.05, 0.3))
    world.finish(workload)

    world.settle()

    world.check()


@pytest.mark.parametrize("fault", ["kill", "freeze"])
def test_people_sign_in_and_withdraw_without_a_broker(make_world, fault):
    world = make_world(people=0)
    ana = make_person("ana@example.org")
    for platform in world.platforms:
        make_link(platform, ana)
    world.stack.start("web", "worker-urgent", "worker", "dispatch")
    before = Person(world.stack.url)
    before.sign_in("ana@example.org")
    before.choose("wide")
    world.settle()
    assert current(ana).level == "wide"
    getattr(world.stack, fault)("valkey")

    after = Person(world.stack.url)
    after.sign_in("ana@example.org")
    after.choose("none")
    world.settle(within=30)

    assert current(ana).level == "none"
    assert all(
        told["sharing"] == "none"
        for receiver in world.receivers
        for told in receiver.told.values()
    )
    world.slowest = max(before.slowest, after.slowest)
    world.check()
