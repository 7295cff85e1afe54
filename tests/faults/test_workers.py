"""Workers that die with letters in hand, or that hold a connection and do nothing."""

import os
import signal

import pytest

from consent.publishing.models import Delivery
from tests.faults.checker import told_in
from tests.faults.locks import Lock
from tests.processes import descendants

pytestmark = pytest.mark.faults


def test_pool_children_killed_in_mid_delivery_lose_nothing(make_world):
    """F1: the children die, the worker lives on and replaces them."""
    world = make_world()
    for receiver in world.receivers:
        receiver.pause = 0.3
    world.stack.start("worker-urgent", "worker", "dispatch")
    # Celery gives up when children die while its pool starts, and the dispatcher may be heard before that.
    for name in ("worker-urgent", "worker"):
        world.stack.wait_for(
            lambda name=name: "ready" in world.stack.log(name), within=60
        )
    workload = world.change(pause=0.2)
    for _ in range(3):
        world.wait_until_heard(world.chance.randint(1, 4))
        # The platforms have read a letter and not answered yet.
        for name in ("worker-urgent", "worker"):
            for child in descendants(world.stack.children[name].process.pid):
                os.kill(child, signal.SIGKILL)
    world.stop(workload)

    world.settle()

    assert world.stack.is_running("worker-urgent")
    world.check()


def test_a_worker_killed_in_mid_delivery_loses_nothing(make_world):
    """F1: the whole worker is lost, as with its machine."""
    world = make_world()
    for receiver in world.receivers:
        receiver.pause = 0.3
    world.stack.start("worker", "dispatch")
    workload = world.change(pause=0.2)
    for _ in range(2):
        world.wait_until_heard(world.chance.randint(1, 4))
        world.stack.kill("worker")
        world.stack.start("worker")
    world.stop(workload)

    world.settle()

    world.check()


def test_a_worker_killed_between_the_answer_and_its_record_sends_again(make_world):
    """F2: the platform said that it holds the version, and nobody wrote that down."""
    world = make_world(places=1, people=1)
    (receiver,) = world.receivers
    world.stack.start("worker")
    world.stack.wait_for(lambda: "ready" in world.stack.log("worker"), within=60)
    with Lock(world.stack, "SELECT 1 FROM consent_delivery FOR UPDATE") as lock:
        receiver.answer = lambda _, heard: lock.take() or receiver.accept(heard)
        world.finish(world.change(1))
        world.stack.wait_for(lock.is_waited_for, within=60)
        world.stack.kill("worker")
    receiver.answer = None
    delivery = Delivery.objects.get()
    world.stack.start("worker", "dispatch")

    world.settle()

    versions = [told["version"] for heard in receiver.heard for told in told_in(heard)]
    assert delivery.received_version == 0
    assert len(versions) > 1
    assert set(versions) == {delivery.target_version}
    world.check()


def test_workers_that_are_connected_but_do_nothing_stop_no_change(make_world):
    """Their connections are open, and bells are taken by nobody."""
    world = make_world()
    world.stack.start("worker-urgent", "worker", "dispatch")
    world.finish(world.change(5))
    world.settle()
    for name in ("worker-urgent", "worker"):
        world.stack.freeze(name)
    for receiver in world.receivers:
        receiver.heard.clear()

    world.finish(world.change(10))
    world.settle(within=60)

    assert all(receiver.heard for receiver in world.receivers)
    world.check()
