"""Workers that die with letters in hand, or that hold a connection and do nothing."""

import pytest

pytestmark = pytest.mark.faults


def test_a_worker_killed_in_mid_delivery_loses_nothing(make_world):
    world = make_world()
    for receiver in world.receivers:
        receiver.pause = 0.5
    world.stack.start("worker-urgent", "worker", "dispatch")
    workload = world.change(150, pause=0.2)
    for _ in range(2):
        seen = sum(len(receiver.heard) for receiver in world.receivers)
        world.stack.wait_for(
            lambda seen=seen: sum(len(one.heard) for one in world.receivers) > seen,
            within=60,
        )
        # The platforms have read a letter and not answered yet.
        world.stack.kill("worker-urgent")
        world.stack.kill("worker")
        world.stack.start("worker-urgent", "worker")
    world.finish(workload)

    world.settle()

    world.check()


def test_workers_that_are_connected_but_do_nothing_stop_no_change(make_world):
    world = make_world()
    world.stack.start("worker-urgent", "worker", "worker-slow", "dispatch")
    world.finish(world.change(5))
    world.settle()
    for name in ("worker-urgent", "worker", "worker-slow"):
        world.stack.freeze(name)
    for receiver in world.receivers:
        receiver.heard.clear()

    world.finish(world.change(10))
    world.settle(within=30)

    assert all(receiver.heard for receiver in world.receivers)
    world.check()
