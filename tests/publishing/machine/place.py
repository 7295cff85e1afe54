"""A platform as a model: it holds versions, applies only newer ones, and answers."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from standardwebhooks import Webhook

from consent.organizations.models import Platform
from consent.outbound.postman import Letter, Reply

BATCH = "changes.batch"


@dataclass
class Place:
    """What one platform holds and has in force by subject, and what it ever saw."""

    platform: Platform
    secret: str
    held: dict[str, int] = field(default_factory=dict)
    in_force: dict[str, int] = field(default_factory=dict)
    told: dict[str, dict] = field(default_factory=dict)
    applied: dict[str, list[int]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    # Subjects that were linked in a past that a restore undid.
    undone: set[str] = field(default_factory=set)

    def take(self, letter: Letter, *, enforces: bool) -> Reply:
        """Read a letter as a receiver must, and answer what is held now."""
        assert letter.url == self.platform.endpoint_url
        # The time in the header is not what this machine plays with.
        message = Webhook(self.secret).verify(letter.body, dict(letter.headers))
        lines = [
            self._apply(change, enforces=enforces) for change in changes_in(message)
        ]
        answer = {"applied": lines} if message["type"] == BATCH else lines[0]
        return Reply(status=200, body=json.dumps(answer).encode())

    def enforce(self, subject: str) -> None:
        self.in_force[subject] = self.held[subject]

    def lose(self, subject: str) -> None:
        """Forget one subject, as after a mishap with the platform's own records."""
        for memory in (self.held, self.in_force, self.told, self.applied):
            memory.pop(subject, None)

    def went_back(self) -> list[str]:
        return [
            subject
            for subject, versions in self.applied.items()
            if any(old >= new for old, new in pairwise(versions))
        ]

    def _apply(self, change: dict, *, enforces: bool) -> dict[str, object]:
        subject, version = change["subject_id"], change["version"]
        self.seen.add(subject)
        if version > self.held.get(subject, 0):
            self.held[subject] = version
            self.told[subject] = change["told"]
            self.applied.setdefault(subject, []).append(version)
        if enforces:
            self.enforce(subject)
        held = self.held[subject]
        is_in_force = self.in_force.get(subject, 0) >= held
        return {"subject_id": subject, "applied_version": held, "enforced": is_in_force}


def changes_in(message: dict) -> Iterator[dict]:
    """Yield the changes of a message, which is one or a batch."""
    data = message["data"]
    yield from data["changes"] if message["type"] == BATCH else [data]
