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
from collections.abc import Callable
from itertools import pairwise

from consent.links.models import Link
from consent.organizations.models import Platform
from consent.publishing.models import Delivery, FeedEntry
from portal.run.places import PROJECT
from tests.publishing.receiver import Receiver
from tests.publishing.rows import (
    make_link,
    make_participant,
    make_platform,
    make_secret,
)
from tests.stack import Stack

QUIET_SECONDS = 60
SLOWEST_REQUEST = 2.0
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
}


class World:
    """Some people at some platforms, with the stack that tells the platforms."""

    def __init__(
        self, start_stack: Callable[..., Stack], *, seed: int, places: int, people: int
    ) -> None:
        self.seed = seed
        self.chance = random.Random(seed)  # noqa: S311
        self.receivers = [Receiver(make_secret()) for _ in range(places)]
        origins = ",".join(receiver.origin for receiver in self.receivers)
        self.stack = start_stack(environment={**DURATIONS, "OUTBOUND_ALLOWED": origins})
        self.platforms = [
            make_platform(receiver.url, receiver.secret) for receiver in self.receivers
        ]
        self.people = [make_participant(f"person {number}") for number in range(people)]
        for person in self.people:
            for platform in self.platforms:
                make_link(platform, person)
        self.slowest = 0.0
        self.workloads: list[subprocess.Popen[str]] = []

    def change(self, count: int, pause: float = 0.0) -> subprocess.Popen[str]:
        """Begin a workload in a process of its own."""
        workload = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.faults.workload",
                str(self.chance.getrandbits(32)),
                str(count),
                str(pause),
            ],
            env={**os.environ, **self.stack.installation.environment()},
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.workloads.append(workload)
        return workload

    def finish(self, workload: subprocess.Popen[str]) -> None:
        """Wait for a workload, and remember its slowest change."""
        said, _ = workload.communicate(timeout=120)
        assert workload.returncode == 0
        self.slowest = max(self.slowest, json.loads(said)["slowest"])

    def is_settled(self) -> bool:
        return all(
            delivery.enforced_version
            == delivery.target_version
            == delivery.link.version
            for delivery in Delivery.objects.select_related("link")
        )

    def settle(self, within: float = QUIET_SECONDS) -> float:
        """Wait until everything is in force; return how long it took."""
        begun = time.monotonic()
        self.stack.wait_for(self.is_settled, within=within)
        return time.monotonic() - begun

    def close(self) -> None:
        for workload in self.workloads:
            workload.kill()
            workload.communicate()
        # A worker without its broker takes its time to stop when it is asked.
        for name in [name for name in self.stack.children if name.startswith("worker")]:
            self.stack.kill(name)
        for receiver in self.receivers:
            receiver.close()

    # --- The checker

    def check(self) -> None:
        """Hold what is stored against what the platforms hold."""
        broken = [
            f"({letter}) {fault}"
            for letter, look in (
                ("a", self._everybody_knows),
                ("b", self._nothing_is_claimed_too_much),
                ("c", self._versions_only_grow),
                ("d", self._nobody_heard_of_another),
                ("e", self._feeds_tell_the_same),
                ("g", self._nobody_waited),
            )
            for fault in look()
        ]
        assert not broken, f"seed {self.seed}: {broken}"

    def _everybody_knows(self) -> list[str]:
        return [
            f"{link} has {receiver.held.get(link.subject_id)}, not {link.version}"
            for receiver, link in self._pairs()
            if receiver.held.get(link.subject_id, 0) != link.version
        ]

    def _nothing_is_claimed_too_much(self) -> list[str]:
        held = {
            link.pk: receiver.held.get(link.subject_id, 0)
            for receiver, link in self._pairs()
        }
        return [
            f"{said} claims more than {held[said.link_id]}"
            for said in Delivery.objects.all()
            if max(said.received_version, said.enforced_version) > held[said.link_id]
        ]

    def _versions_only_grow(self) -> list[str]:
        return [
            f"{subject} went back: {versions}"
            for receiver in self.receivers
            for subject, versions in receiver.applied.items()
            if any(old >= new for old, new in pairwise(versions))
        ]

    def _nobody_heard_of_another(self) -> list[str]:
        own: dict[int, set[str]] = {}
        for receiver, link in self._pairs():
            own.setdefault(id(receiver), set()).add(link.subject_id)
        return [
            f"{heard.data['subject_id']} was told to a stranger"
            for receiver in self.receivers
            for heard in receiver.changes()
            if heard.data["subject_id"] not in own[id(receiver)]
        ]

    def _feeds_tell_the_same(self) -> list[str]:
        faults = []
        for platform, receiver in zip(self.platforms, self.receivers, strict=True):
            entries = list(FeedEntry.objects.filter(platform=platform).order_by("seq"))
            if [entry.seq for entry in entries] != list(range(1, len(entries) + 1)):
                faults.append(f"the feed of {platform} has gaps")
            replayed: dict[str, dict] = {}
            for entry in entries:
                line = json.loads(entry.body)
                replayed[line["subject_id"]] = line["told"]
            if replayed != receiver.told:
                faults.append(f"the feed of {platform} tells another story")
        return faults

    def _nobody_waited(self) -> list[str]:
        # Waiting for a processor is not the broker's doing.
        crowd = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
        if self.slowest < SLOWEST_REQUEST * crowd:
            return []
        return [f"a change took {self.slowest:.1f} s"]

    def _pairs(self) -> list[tuple[Receiver, Link]]:
        receivers: dict[Platform, Receiver] = dict(
            zip(self.platforms, self.receivers, strict=True)
        )
        return [
            (receivers[link.platform], link)
            for link in Link.objects.select_related("platform").order_by("pk")
        ]
