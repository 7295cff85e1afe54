"""The broker forgets, dies, freezes, or refuses to write; every change arrives."""

import time

import pytest
from redis import Redis

from consent.preferences.queries import current
from tests.faults.checker import busy
from tests.faults.person import Person, make_person
from tests.publishing.rows import make_link

pytestmark = pytest.mark.faults


def test_bells_that_are_forgotten_with_a_backlog_cost_seconds_and_no_change(make_world):
    """F5: first with bells that nobody has taken yet, then again and again."""
    world = make_world()
    world.finish(world.change(10))
    with Redis.from_url(world.stack.valkey.url) as broker:
        waiting = broker.llen("urgent") + broker.llen("normal")
        broker.flushall()
        world.stack.start("worker-urgent", "worker", "dispatch")
        workload = world.change(pause=0.05)
        world.wait_until_heard()
        for _ in range(20):
            broker.flushall()
            time.sleep(world.chance.uniform(0.05, 0.3))
    world.stop(workload)

    waited = world.settle()

    assert waiting > 0
    assert waited < 10 * busy()
    world.check()


def test_a_broker_that_dies_when_a_task_ends_takes_no_worker_along(make_world):
    """F6: ten times, right after a platform answered; newer workers crashed on this."""
    world = make_world()
    world.stack.start("worker-urgent", "worker", "dispatch")
    workload = world.change(pause=0.05)
    for _ in range(10):
        world.wait_until_heard()
        time.sleep(world.chance.uniform(0, 0.05))
        world.stack.kill("valkey")
        world.stack.start("valkey")
        world.stack.wait_for(world.stack.valkey.is_ready, within=10)
    world.stop(workload)

    world.settle()

    assert world.stack.is_running("worker-urgent")
    assert world.stack.is_running("worker")
    world.check()


def frozen(stack):
    stack.freeze("valkey")
    yield
    stack.thaw("valkey")


def dead(stack):
    stack.kill("valkey")
    yield
    stack.start("valkey")
    stack.wait_for(stack.valkey.is_ready, within=10)


def full(stack):
    yield from told(stack, "CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0")


def read_only(stack):
    yield from told(stack, "REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE")


def without_replicas(stack):
    setting = "CONFIG SET min-replicas-to-write"
    yield from told(stack, f"{setting} 1", f"{setting} 0")


def told(stack, order, other):
    with Redis.from_url(stack.valkey.url) as broker:
        broker.execute_command(*order.split())
        yield
        broker.execute_command(*other.split())


def test_people_sign_in_and_withdraw_whatever_the_broker_does(make_world):
    """F7, F8 and F9: it freezes, is dead, or answers and keeps nothing."""
    world = make_world(people=0)
    ana = make_person("ana@example.org")
    for platform in world.platforms:
        make_link(platform, ana)
    world.stack.start("web", "worker", "dispatch")
    faults = [frozen, dead, full, read_only, without_replicas]
    world.chance.shuffle(faults)
    for fault in faults:
        person = Person(world.stack.url)
        person.sign_in("ana@example.org")
        person.choose("wide")
        world.settle()

        for _ in fault(world.stack):
            other = Person(world.stack.url)
            other.sign_in("ana@example.org")
            other.choose("none")
            world.settle()

        assert current(ana).level == "none", fault.__name__
        heard = [one for receiver in world.receivers for one in receiver.told.values()]
        assert len(heard) == len(world.platforms)
        assert {one["sharing"] for one in heard} == {"none"}, fault.__name__
        world.slowest = max(person.slowest, other.slowest, world.slowest)
        world.check()


def test_everything_arrives_though_there_never_was_a_broker(make_world):
    """F8: processes start without one, and the dispatcher delivers by itself."""
    world = make_world()
    world.stack.kill("valkey")
    world.stack.start("worker", "dispatch")
    world.finish(world.change(30, pause=0.02))

    world.settle()

    assert world.heard() > 0
    world.check()
