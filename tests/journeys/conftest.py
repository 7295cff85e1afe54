"""A browser, the real processes, and Lakeside: the example platform as it is shipped."""

import json
import os
import urllib.request

import pytest

from consent.diseases import services as diseases
from consent.diseases.services import DiseaseLine
from consent.organizations import services as organizations
from consent.vocabulary.diseases import built_in_diseases
from tests import institutions, people

# Playwright keeps an event loop in this thread; nothing here runs inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


class Lakeside:
    """The example platform in its own process, and a researcher at its desk."""

    def __init__(self, stack, directory):
        self.stack = stack
        self.port = stack.platform_ports[0]
        self.config = directory / "lakeside.json"
        steward = institutions.make_steward()
        self.platform = people.make_platform(
            "lakeside", endpoint_url=f"http://127.0.0.1:{self.port}/webhooks"
        )
        issued = organizations.issue_credential(
            platform=self.platform, name="journey", by=steward
        )
        self.document = {
            "organization": self.platform.organization.code,
            "client_id": issued.client_id,
            "client_secret": issued.secret,
            "webhook_secret": organizations.issue_signing_secret(
                platform=self.platform, by=steward
            ),
            "people": [],
        }
        self._write()
        stack.start_platform(
            "lakeside",
            self.port,
            [
                *("--name", "Lakeside Biobank", "--data", str(directory / "lakeside")),
                *("--ambit", stack.url, "--config", str(self.config)),
                *("--enforce-after", "0.3", "--pull-every", "2"),
            ],
        )

    def take_in(self, name, link):
        """Write a person into the platform's own records."""
        self.document["people"].append(
            {"record": "LA-1001", "name": name, "subject_id": link.subject_id}
        )
        self._write()

    def ask(self, link):
        """Ask for the person's gene results as the hospital does; tell what came."""
        question = {
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
            "subject_ids": [link.subject_id],
        }
        call = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/release",
            data=json.dumps(question).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(call) as answer:
            (person,) = json.load(answer)["people"]
        return person["outcome"]

    def _write(self):
        self.config.write_text(json.dumps(self.document), encoding="utf-8")
        self.config.chmod(0o600)


@pytest.fixture
def lakeside(stack, tmp_path):
    """The whole of Ambit and one platform, with a hospital that may ask."""
    diseases.load(
        lines=[
            DiseaseLine(term.code, term.label, term.parents)
            for term in built_in_diseases().values()
        ],
        release="test",
    )
    institutions.make_organization()
    stack.start("web", "worker-urgent", "worker", "dispatch")
    return Lakeside(stack, tmp_path)
