"""The example platform and a real Ambit, as processes, with short durations."""

import contextlib
import json
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from consent.alarms.models import Alarm
from consent.diseases import services as diseases
from consent.diseases.services import DiseaseLine
from consent.links.models import Link
from consent.organizations import services as organizations
from consent.organizations.models import Platform
from consent.participants.models import Authority
from consent.preferences import services as preferences
from consent.publishing.models import Delivery, PlatformHealth
from consent.vocabulary.diseases import built_in_diseases
from consent.vocabulary.levels import Level
from tests import institutions, people
from tests.examples.stand_in import get, wait_for
from tests.stack import Stack

pytestmark = pytest.mark.faults

LEASE = 8
SHORT = {
    "PUBLISHING_CONSENT_LEASE_SECONDS": str(LEASE),
    "PUBLISHING_HEARTBEAT_SECONDS": "1",
    "PUBLISHING_DISPATCH_SECONDS": "0.2",
}
QUESTION = {
    "organization": institutions.HOSPITAL,
    "way": "visit",
    "kinds": ["gene"],
    "topic": "health",
    "diseases": [],
    "tools": False,
    "commercial": False,
    "places": ["FI"],
    "actor": "Dr Sofia Marin",
    "study": "cf-atlas",
    "purpose": "To study gene changes.",
    "evidence": {"ethics": "REC-2026-17"},
}
QUICK = ("--enforce-after", "0", "--pull-every", "0.5", "--lease-margin", "0.5")
# Received, and put in force by nobody.
STUCK = ("--enforce-after", "600", *QUICK[2:])


@dataclass
class Place:
    """A platform known to Ambit, and the example platform that runs for it."""

    stack: Stack
    folder: Path
    platform: Platform
    config: dict[str, Any]
    links: dict[str, Link] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.stack.platform_ports[0]}"

    def start(self, *arguments: str) -> None:
        path = self.folder / "config.json"
        path.write_text(json.dumps(self.config))
        path.chmod(0o600)
        self.stack.start_platform(
            "place",
            self.stack.platform_ports[0],
            [
                *("--name", "Lakeside Biobank", "--data", str(self.folder / "data")),
                *("--ambit", self.stack.url, "--config", str(path)),
                *arguments,
            ],
        )

    def stop(self) -> None:
        self.stack.stop("platform-place")

    def write(self, statement: str) -> None:
        """Change the place's own file, while it does not run."""
        path = self.folder / "data" / "platform.sqlite3"
        with contextlib.closing(sqlite3.connect(path)) as store, store:
            store.execute(statement)

    def take_in(self, name: str) -> Authority:
        """Let a person join who shares for health."""
        person = people.make_person(name)
        people.choose(person, Level.HEALTH)
        link = preferences.join(
            participant=person.participant, platform=self.platform, by=person.account
        )
        self.links[name] = link
        self.config["people"].append(
            {"record": f"LB-{name}", "name": name, "subject_id": link.subject_id}
        )
        return person

    def state(self) -> Any:
        return get(f"{self.url}/state")

    def outcome(self, name: str) -> tuple[str, str]:
        body = QUESTION | {"subject_ids": [self.links[name].subject_id]}
        with requests.post(f"{self.url}/release", json=body, timeout=20) as response:
            [answer] = response.json()["people"]
        return answer["outcome"], answer["code"]

    def is_settled(self) -> bool:
        return all(
            one.enforced_version == one.target_version
            for one in Delivery.objects.filter(platform=self.platform)
        )


@pytest.fixture
def place(start_stack: Callable[..., Stack], tmp_path: Path) -> Place:
    stack = start_stack(environment=SHORT)
    diseases.load(
        lines=[
            DiseaseLine(term.code, term.label, term.parents)
            for term in built_in_diseases().values()
        ],
        release="test",
    )
    institutions.make_organization()
    steward = institutions.make_steward()
    platform = people.make_platform(
        "lakeside", endpoint_url=f"http://127.0.0.1:{stack.platform_ports[0]}/webhooks"
    )
    issued = organizations.issue_credential(
        platform=platform, name="example", by=steward
    )
    config = {
        "organization": platform.organization.code,
        "client_id": issued.client_id,
        "client_secret": issued.secret,
        "webhook_secret": organizations.issue_signing_secret(
            platform=platform, by=steward
        ),
        "people": [],
    }
    return Place(stack, tmp_path, platform, config)


def test_stuck_withdrawal_lets_the_lease_run_out_and_its_end_renews_it(
    place: Place,
) -> None:
    ana = place.take_in("Ana")
    place.take_in("Ben")
    place.stack.start("web", "worker-urgent", "worker", "dispatch")
    place.start(*QUICK)
    wait_for(place.is_settled, 30)
    assert place.outcome("Ben") == ("released", "permit")
    place.stop()
    place.start(*STUCK)

    people.choose(ana, Level.NONE)
    saved_at = time.time()
    wait_for(lambda: not place.state()["may_release"], LEASE + 10)

    # Heartbeats came all the while, and so did pages of the feed.
    health = PlatformHealth.objects.get(platform=place.platform)
    assert health.last_heartbeat_at.timestamp() > saved_at
    assert health.last_read_at.timestamp() > saved_at
    assert time.time() < saved_at + LEASE + 4
    assert place.outcome("Ben") == ("refused", "lease_lapsed")
    place.stop()
    # Somebody mends what kept it from being in force.
    place.write("UPDATE told SET enforce_at = 0")
    place.start(*QUICK)
    wait_for(place.is_settled, 20)
    wait_for(lambda: place.state()["may_release"], 10)
    assert place.outcome("Ben") == ("released", "permit")
    assert place.outcome("Ana")[0] == "refused"


@pytest.mark.long
def test_dead_ambit_ends_the_lease_and_a_live_one_renews_it(place: Place) -> None:
    place.take_in("Ana")
    place.stack.start("web", "worker-urgent", "worker", "dispatch")
    place.start(*QUICK)
    wait_for(place.is_settled, 30)

    place.stack.kill("web")
    place.stack.stop("dispatch")

    wait_for(lambda: not place.state()["may_release"], LEASE + 10)
    place.stack.start("web", "dispatch")
    wait_for(lambda: place.state()["may_release"], 20)
    assert place.outcome("Ana") == ("released", "permit")


def test_lost_record_is_found_by_the_digest_and_sent_again(place: Place) -> None:
    place.take_in("Ana")
    place.take_in("Ben")
    place.stack.start("web", "worker-urgent", "worker", "dispatch")
    place.start(*QUICK)
    wait_for(place.is_settled, 30)
    wait_for(lambda: place.state()["compared_at"], 20)
    assert place.state()["differences"] == 0
    subject_id = place.links["Ana"].subject_id
    place.stop()
    place.write(f"DELETE FROM told WHERE subject_id = '{subject_id}'")  # noqa: S608
    place.start(*QUICK)

    requests.post(f"{place.url}/compare", timeout=5).close()

    wait_for(lambda: subject_id in place.state()["subjects"], 20)
    assert place.state()["differences"] == 1
    alarm = Alarm.objects.get(platform=place.platform, kind=Alarm.Kind.DIFFERENT)
    assert alarm.ended_at is None
    assert place.outcome("Ana") == ("released", "permit")


@pytest.mark.long
def test_surge_reaches_the_place_in_batches(place: Place) -> None:
    Platform.objects.filter(pk=place.platform.pk).update(batch_size=50)
    persons = [place.take_in(f"Person{number}") for number in range(12)]
    place.stack.start("web", "worker-urgent", "worker", "dispatch")
    place.start(*QUICK)
    wait_for(place.is_settled, 30)

    for person in persons:
        people.choose(person, Level.NONE)

    wait_for(place.is_settled, 30)
    told = place.state()["subjects"].values()
    assert {one["told"]["sharing"] for one in told} == {"none"}


def test_place_says_what_it_holds_after_a_restore(place: Place) -> None:
    place.take_in("Ana")
    place.stack.start("web", "worker-urgent", "worker", "dispatch")
    place.start(*QUICK)
    wait_for(place.is_settled, 30)
    wait_for(lambda: place.state()["cursor"], 10)
    before = Link.objects.get(pk=place.links["Ana"].pk).version

    place.stack.manage(
        "after_restore", "--to", "2026-01-01T00:00:00Z", "--reason", "a drill"
    )

    def is_reconciled() -> bool:
        health = PlatformHealth.objects.get(platform=place.platform)
        return health.reconciling_since is None

    wait_for(is_reconciled, 30)
    wait_for(place.is_settled, 20)
    assert Link.objects.get(pk=place.links["Ana"].pk).version > before
    alarms = Alarm.objects.filter(platform=place.platform, ended_at=None)
    assert not alarms.filter(kind=Alarm.Kind.UNRECONCILED).exists()
    wait_for(lambda: not place.state()["is_reconciling"], 10)
    wait_for(lambda: place.state()["may_release"], 10)
    assert place.outcome("Ana") == ("released", "permit")
