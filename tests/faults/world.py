"""People, places and real processes for one fault, and the checker of what is left.

The shape is workload, nemesis, checker: whatever the nemesis did, after some quiet
the checker's statements hold, or it names the letter of the one that does not.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from consent.publishing.models import Delivery
from portal.run.places import PROJECT
from tests.faults.checker import Checker
from tests.publishing.receiver import Receiver
from tests.publishing.rows import (
    make_link,
    make_participant,
    make_platform,
    make_secret,
)
from tests.stack import Stack
from tests.stack_database import Cluster

QUIET_SECONDS = 60
ENDLESS = 1_000_000
# A tenth or so of the real ones, in the same order: deadline < lease.
DURATIONS = {
    "PUBLISHING_LEASE_SECONDS": "4",
    "PUBLISHING_LANE_SECONDS": "2",
    "PUBLISHING_DEADLINE_SECONDS": "2",
    "PUBLISHING_RING_SECONDS": "2",
    "PUBLISHING_BELL_PAUSE_SECONDS": "2",
    "PUBLISHING_DISPATCH_SECONDS": "0.2",
    "PUBLISHING_INLINE_AFTER_SECONDS": "2",
    "PUBLISHING_WIDENING_INLINE_AFTER_SECONDS": "4",
    "PUBLISHING_RETRY_BUSY_SECONDS": "1",
    "PUBLISHING_RETRY_NARROWING": "0,0.5,1,1",
    "PUBLISHING_RETRY_WIDENING": "0,0.5,1,2",
    "PUBLISHING_PROBES": "0.5,1",
    "PUBLISHING_PROBE_LATER_SECONDS": "1",
}


@dataclass
class Workload:
    """A process that changes minds, and where it will write its report."""

    process: subprocess.Popen[bytes]
    report: Path

    def is_running(self) -> bool:
        return self.process.poll() is None


class World:
    """Some people at some platforms, with the stack that tells the platforms."""

    def __init__(
        self,
        start_stack: Callable[..., Stack],
        *,
        seed: int,
        places: int,
        people: int,
        cluster: Cluster | None = None,
        durations: Mapping[str, str] | None = None,
    ) -> None:
        self.seed = seed
        self.chance = random.Random(seed)  # noqa: S311
        self.receivers = [Receiver(make_secret()) for _ in range(places)]
        origins = ",".join(receiver.origin for receiver in self.receivers)
        self.stack = start_stack(
            environment={
                **DURATIONS,
                **(durations or {}),
                "OUTBOUND_ALLOWED": origins,
            },
            cluster=cluster,
        )
        self.platforms = [
            make_platform(receiver.url, receiver.secret) for receiver in self.receivers
        ]
        self.people = [make_participant(f"person {number}") for number in range(people)]
        for person in self.people:
            for platform in self.platforms:
                make_link(platform, person)
        self.slowest = 0.0
        self.refused = 0
        self.acknowledged: set[tuple[int, int]] = set()
        self.workloads: list[Workload] = []

    def change(
        self, count: int = ENDLESS, pause: float = 0.0, *, tree: Path = PROJECT
    ) -> Workload:
        """Begin a workload in a process of its own, perhaps of another tree.

        Without a count it goes on until `stop`, however slow the machine is.
        """
        report = self.stack.places.data / f"workload-{len(self.workloads)}.json"
        seed = str(self.chance.getrandbits(32))
        with report.open("wb") as output:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "tests.faults.workload"),
                    *(seed, str(count), str(pause)),
                ],
                env={**os.environ, **self.stack.installation.environment()},
                cwd=tree,
                stdout=output,
            )
        self.workloads.append(Workload(process, report))
        return self.workloads[-1]

    def stop(self, workload: Workload, *, database_was_away: bool = False) -> None:
        """Let a workload finish the change that it is at, and no other."""
        workload.process.terminate()
        self.finish(workload, database_was_away=database_was_away)

    def finish(self, workload: Workload, *, database_was_away: bool = False) -> None:
        """Wait for a workload, and remember what it was told.

        It may have been refused, or have waited, only while the database was away.
        """
        assert workload.process.wait(timeout=120) == 0
        said = json.loads(workload.report.read_bytes())
        self.acknowledged |= {(link, at) for link, at in said.get("acknowledged", ())}
        self.refused += said.get("refused", 0)
        if not database_was_away:
            assert not said.get("refused"), said["refused"]
            self.slowest = max(self.slowest, said["slowest"])

    def heard(self) -> int:
        """Return how many messages the platforms have read so far."""
        return sum(len(receiver.heard) for receiver in self.receivers)

    def wait_until_heard(self, more: int = 1, *, within: float = 60) -> None:
        """Return once the platforms have read so many more messages."""
        wanted = self.heard() + more
        self.stack.wait_for(lambda: self.heard() >= wanted, within=within)

    def is_settled(self) -> bool:
        return all(
            delivery.enforced_version
            == delivery.target_version
            == delivery.link.version
            for delivery in Delivery.objects.select_related("link")
        )

    def settle(self, within: float = QUIET_SECONDS) -> float:
        """Wait until everything is in force; return how long it took."""
        # The server may have been another one since we last asked.
        connection.close()
        begun = time.monotonic()
        self.stack.wait_for(self.is_settled, within=within)
        return time.monotonic() - begun

    def close(self) -> None:
        for workload in self.workloads:
            workload.process.kill()
            workload.process.wait()
        # A worker without its broker takes its time to stop when it is asked.
        for name in [name for name in self.stack.children if name.startswith("worker")]:
            self.stack.kill(name)
        for receiver in self.receivers:
            receiver.close()

    def check(self) -> None:
        """Fail with the letter of every statement that does not hold."""
        receivers = dict(zip(self.platforms, self.receivers, strict=True))
        broken = Checker(receivers, self.acknowledged, self.slowest).broken()
        assert not broken, f"seed {self.seed}: {broken}"
