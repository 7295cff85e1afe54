"""Platforms that refuse, hang, flood or lie, told by real workers.

F17 and F18 are in tests/publishing/test_postman.py and test_tls.py: sockets and
certificates are the same whichever process dials.
"""

import itertools
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from consent.alarms.models import Alarm
from consent.publishing.models import Delivery, DeliveryAttempt
from tests.faults import hostile
from tests.faults.fronts import Script
from tests.faults.hostile import HOSTILE
from tests.processes import descendants

pytestmark = pytest.mark.faults
# Every platform is called as often as its schedule says, breaker or not.
NO_BREAKER = {
    "PUBLISHING_BREAKER_FAILURES": "1000000",
    "PUBLISHING_BREAKER_CALLS": "1000000",
}


def says(status, **headers):
    return lambda line, asked: line.answer(b"", status, **headers)


def test_refusals_are_tried_again_and_said_to_people(make_world, make_front):
    """F14, F16: nothing is given up; a redirect is a refusal and is not followed."""
    # What a platform asks for is followed up to the longest wait of our own.
    durations = {**NO_BREAKER, "PUBLISHING_RETRY_NARROWING": "0,0.5,1,4"}
    world = make_world(places=7, people=1, durations=durations)
    calm = world.receivers[6]
    refusals = {
        "500": says("500 Broken"),
        "503": says("503 Busy", Retry_After="3"),
        "429": says("429 Slowly"),
        "410": says("410 Gone"),
        "404": says("404 Unknown"),
        "307": says("307 Elsewhere", Location=calm.url),
    }
    fronts = {
        status: make_front(world, number, refusal)
        for number, (status, refusal) in enumerate(refusals.items())
    }
    world.stack.start("worker", "dispatch")
    world.finish(world.change(3))
    for front in fronts.values():
        world.stack.wait_for(lambda front=front: len(front.changes()) >= 3, within=60)

    assert min(gaps(fronts["503"])) >= 2.3
    assert min(gaps(fronts["429"])) >= 0.8
    for status, front in fronts.items():
        [delivery] = Delivery.objects.filter(platform=front.platform)
        needs_human = "needs_human" in open_alarms(front)
        assert delivery.received_version == 0
        assert delivery.last_error == (
            "redirect" if status == "307" else f"status_{status}"
        )
        assert (status, needs_human) == (status, status in {"410", "404"})
    # Whoever was redirected to heard of nobody but its own.
    assert {heard.data["subject_id"] for heard in calm.changes()} == set(calm.held)

    for front in fronts.values():
        front.behave = front.pass_on
    world.settle()
    world.check()


def open_alarms(front):
    return set(
        Alarm.objects.filter(platform=front.platform, ended_at=None).values_list(
            "kind", flat=True
        )
    )


def gaps(front):
    """Return the seconds between tries of one version, by the database's clock."""
    tries = defaultdict(list)
    for attempt in DeliveryAttempt.objects.filter(platform=front.platform):
        tries[attempt.link_id, attempt.version].append(attempt.at)
    return [
        (later - earlier).total_seconds()
        for times in tries.values()
        for earlier, later in pairwise(sorted(times))
    ]


def test_hostile_answers_cost_others_nothing(make_world, make_front):
    """F15: nobody's memory grows, and the next platform hears everything meanwhile."""
    durations = {**NO_BREAKER, "PUBLISHING_DEADLINE_SECONDS": "1"}
    world = make_world(places=2, people=6, durations=durations)
    hostiles = [*HOSTILE, *LIES]
    world.chance.shuffle(hostiles)
    front = make_front(world)
    world.stack.start("worker", "worker-slow", "dispatch")
    world.finish(world.change(4))
    world.settle()
    before = memory_of(world)
    script = itertools.chain(hostiles, itertools.repeat(hostile.hang_up))
    front.behave = Script(script)

    world.finish(world.change(20, pause=0.1))
    world.stack.wait_for(lambda: len(front.asked) >= len(hostiles) + 4, within=60)
    healthy = Delivery.objects.filter(platform=world.platforms[1])
    world.stack.wait_for(
        lambda: all(one.enforced_version == one.target_version for one in healthy),
        within=60,
    )
    grown = memory_of(world) - before
    front.behave = front.pass_on
    world.settle()

    assert grown < 40, f"{grown} MB"
    assert open_alarms(front) <= {"never_issued"}
    said = set(DeliveryAttempt.objects.values_list("error", flat=True))
    assert {"timeout", "too_long", "protocol", "never_issued"} <= said
    world.check()


def lie(body):
    def behave(line, asked):
        line.answer(body)

    return behave


# Answers that are well-formed HTTP, and no confirmation.
LIES = [
    lie(b""),
    lie(b"null"),
    lie(b"[" * 60_000),
    lie(b'{"applied_version": true, "enforced": true}'),
    lie(b'{"applied_version": "7"}'),
    lie(b'{"applied_version": -1, "enforced": true}'),
    lie(b'{"applied_version": 1e300, "enforced": true}'),
    lie(b'{"applied_version": 9000000000000000000, "enforced": true}'),
    lie(b'{"applied_version": %d, "enforced": true}' % 10**40),
    lie(b'{"applied_version": %s}' % (b"9" * 5_000)),
    lie(b"\x00\xff\xfe"),
]


def memory_of(world):
    """Return the most megabytes that any process of the workers holds."""
    most = 0
    for name in ("worker", "worker-slow", "dispatch"):
        group = world.stack.children[name].process.pid
        for pid in {group, *descendants(group)}:
            status = Path(f"/proc/{pid}/status").read_text().splitlines()
            held = next((line for line in status if line.startswith("VmHWM")), "x 0 kB")
            most = max(most, int(held.split()[1]) // 1024)
    return most
