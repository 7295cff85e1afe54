"""The loop that makes good what others miss is itself killed, and runs twice."""

import pytest

from tests.faults.checker import busy

pytestmark = pytest.mark.faults


def test_dispatchers_killed_in_turn_lose_nothing(make_world):
    """F4: two of them deliver everything, there is no worker; either may die."""
    world = make_world()
    world.stack.start("dispatch")
    world.stack.start_another("dispatch", "dispatch-2")
    for receiver in world.receivers:
        receiver.pause = 0.1
    workload = world.change(pause=0.1)
    for _ in range(3):
        world.wait_until_heard(world.chance.randint(1, 5))
        name = world.chance.choice(["dispatch", "dispatch-2"])
        world.stack.kill(name)
        world.stack.start_another("dispatch", name)
    world.stop(workload)

    world.settle()

    world.check()


def test_a_dispatcher_that_comes_back_needs_two_seconds(make_world):
    """F4: whatever became due while there was none goes out as soon as there is one."""
    world = make_world()
    world.stack.start("worker", "dispatch")
    world.finish(world.change(3))
    world.settle()
    world.stack.kill("dispatch")
    world.stack.kill("worker")
    world.finish(world.change(10))
    world.stack.start("dispatch")
    world.wait_until_heard()

    waited = world.settle()

    assert waited < 5 * busy()
    world.check()
