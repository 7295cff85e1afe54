"""Saves withdrawals at a steady rate, beside a dead platform or without it."""

import json
import statistics
import sys
import threading
import time

import django

django.setup()

from django.db import transaction  # noqa: E402

from benchmarks.drain_case import TOLD, make_links, make_platform  # noqa: E402
from benchmarks.propagation_case import Platforms  # noqa: E402
from consent.links.models import Link, LinkVersion  # noqa: E402
from consent.links.services import issue_versions  # noqa: E402
from consent.organizations.models import Platform  # noqa: E402
from consent.participants.models import Participant  # noqa: E402
from consent.publishing import bell  # noqa: E402
from consent.publishing.services import publish  # noqa: E402
from tests.faults.person import Person, make_person  # noqa: E402

ROUNDS = 5
PER_SECOND = 50_000 / 3_600
PEOPLE, HEALTHY = 200, 5
SLICE = 5_000
PAGE_EVERY_SECONDS = 0.1
PATIENCE_SECONDS = 60
EMAIL = "reader@example.org"


class Reader(threading.Thread):
    """Somebody who looks at a page again and again while changes are on their way."""

    def __init__(self, person: Person) -> None:
        super().__init__(daemon=True)
        self.person = person
        self.waits: list[float] = []
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(PAGE_EVERY_SECONDS):
            begun = time.monotonic()
            self.person.get("/")
            self.waits.append(1000 * (time.monotonic() - begun))


class Surge:
    """Six platforms, people at all of them, and a backlog at the one that is dead."""

    def __init__(self, port: int, dead_port: int, web_port: int, backlog: int) -> None:
        self.receiver = Platforms(port)
        self.dead_url = f"http://127.0.0.1:{dead_port}/dead"
        url = f"http://127.0.0.1:{port}/"
        self.platforms = [make_platform(url, 1) for _ in range(HEALTHY)]
        self.dead = make_platform("", 1)
        self.people = make_people([*self.platforms, self.dead])
        self.person = Person(f"http://127.0.0.1:{web_port}")
        make_person(EMAIL)
        self.person.sign_in(EMAIL)
        for start in range(0, backlog, SLICE):
            save(make_links(self.dead, min(SLICE, backlog - start)))

    def measure(self, seconds: float, *, is_dead: bool) -> tuple[float, float]:
        """Return the p95 of changes at the others, and of pages, in milliseconds."""
        # A platform without an address is not called: then nothing is wrong.
        Platform.objects.filter(pk=self.dead.pk).update(
            endpoint_url=self.dead_url if is_dead else ""
        )
        reader = Reader(self.person)
        reader.start()
        begun: dict[int, float] = {}
        start = time.monotonic()
        for number in range(int(seconds * PER_SECOND)):
            time.sleep(max(0.0, start + number / PER_SECOND - time.monotonic()))
            moment = time.monotonic()
            links = self.people[number % PEOPLE]
            for version in save(links)[:HEALTHY]:
                begun[version] = moment
        reader.over.set()
        reader.join()
        return p95(self._arrivals(begun)), p95(reader.waits)

    def _arrivals(self, begun: dict[int, float]) -> list[float]:
        until = time.monotonic() + PATIENCE_SECONDS
        while not begun.keys() <= self.receiver.arrived.keys():
            assert time.monotonic() < until, "A change did not arrive."
            time.sleep(0.05)
        arrived = self.receiver.arrived
        return [1000 * (arrived[version] - at) for version, at in begun.items()]


def make_people(platforms: list[Platform]) -> list[list[Link]]:
    people = Participant.objects.bulk_create(
        Participant(called="Ana", country="FI") for _ in range(PEOPLE)
    )
    return [
        Link.objects.bulk_create(
            Link(participant=person, platform=platform) for platform in platforms
        )
        for person in people
    ]


def save(links: list[Link]) -> list[int]:
    """Withdraw, and return the new versions in the order of the links."""
    with transaction.atomic():
        versions = issue_versions(
            links=links,
            cause=LinkVersion.Cause.PREFERENCE,
            change=LinkVersion.Change.WITHDRAWN,
            preference_version=1,
        )
        publish(versions=versions, told={link.pk: TOLD for link in links})
    return [version.version for version in versions]


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=100)[94]


def main(*arguments: str) -> None:
    port, dead_port, web_port, backlog = (int(word) for word in arguments[:4])
    seconds = float(arguments[4])
    surge = Surge(port, dead_port, web_port, backlog)
    # A bell that found no broker is silent for a while; none of that here.
    bell.quiet_until = 0.0
    surge.measure(seconds, is_dead=False)
    found: dict[str, list[float]] = {
        f"{what}, {when}": [] for what in ("others", "pages") for when in WHEN.values()
    }
    for _round in range(ROUNDS):
        for is_dead, when in WHEN.items():
            others, pages = surge.measure(seconds, is_dead=is_dead)
            found[f"others, {when}"].append(others)
            found[f"pages, {when}"].append(pages)
    print(json.dumps(found))


WHEN = {False: "calm", True: "one dead"}

if __name__ == "__main__":
    main(*sys.argv[1:])
