"""A deploy replaces processes one by one: old and new code run beside each other."""

import pytest

from tests.faults.trees import unpack

pytestmark = pytest.mark.faults

# The newest code that knows nothing of breakers, batches and closures. A release
# after this one moves it on to the release before.
RELEASE_BEFORE = "5d86121a394b42717ad81d39728b92aa7d433d2c"


def test_old_and_new_code_side_by_side_lose_nothing(make_world, tmp_path):
    """F31: on the new schema, with one place that takes batches."""
    old = unpack(RELEASE_BEFORE, tmp_path / "old")
    world = make_world()
    world.platforms[0].batch_size = 10
    world.platforms[0].save(update_fields=["batch_size"])
    world.stack.start("worker", "dispatch")
    world.stack.start_another("worker", "worker-old", tree=old)
    world.stack.start_another("dispatch", "dispatch-old", tree=old)
    for receiver in world.receivers:
        receiver.pause = 0.1
    workloads = [world.change(25, pause=0.1), world.change(25, pause=0.1, tree=old)]
    world.wait_until_heard(world.chance.randint(3, 12))
    for name in ("worker", "worker-old"):
        world.stack.kill(name)
    # What one of them held, whoever comes first takes over.
    world.stack.start("worker")
    world.stack.start_another("worker", "worker-old", tree=old)
    for workload in workloads:
        world.finish(workload)

    world.settle()

    assert world.stack.is_running("dispatch-old")
    world.check()
