"""Workers and dispatchers whose clocks are an hour wrong, in both directions."""

import time
from datetime import datetime

import pytest

from tests.faults.checker import busy
from tests.faults.clocks import skewed

pytestmark = pytest.mark.faults

HOUR = 3_600
LEASE = 24 * HOUR
# For whole seconds, and for a machine that is busy.
MARGIN = 60


def test_wrong_clocks_move_no_lease_and_no_signature(make_world):
    """F13: claims end by the database's clock, and signatures bear its time."""
    world = make_world(durations={"PUBLISHING_HEARTBEAT_SECONDS": "1"})
    ahead, behind = skewed(HOUR), skewed(-HOUR)
    begun = time.time()
    world.stack.start_another("worker", "worker-ahead", environment=ahead)
    world.stack.start_another("worker", "worker-behind", environment=behind)
    world.stack.start_another("dispatch", "dispatch-ahead", environment=ahead)
    world.stack.start_another("dispatch", "dispatch-behind", environment=behind)
    for receiver in world.receivers:
        receiver.pause = 0.1
    workload = world.change(pause=0.1)
    world.wait_until_heard(world.chance.randint(3, 12))
    world.stack.kill("worker-ahead")
    world.stack.kill("dispatch-behind")
    world.stop(workload)

    waited = world.settle()

    assert waited < 30 * busy()
    messages = [heard for receiver in world.receivers for heard in receiver.heard]
    assert {"platform.heartbeat"} < {heard.type for heard in messages}
    for heard in messages:
        headers = {name.lower(): value for name, value in heard.headers.items()}
        signed = int(headers["webhook-timestamp"])
        until = datetime.fromisoformat(heard.data["valid_until"]).timestamp()
        assert begun - MARGIN < signed < time.time() + MARGIN
        # A narrowing that is not in force yet holds the lease back, never forward.
        assert begun + LEASE - MARGIN < until < time.time() + LEASE + MARGIN
    world.check()
