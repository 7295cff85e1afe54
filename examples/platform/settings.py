"""Who this platform is: its command line, and the file with its secrets and people."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Person:
    """Somebody on record here; Ambit knows them only as `subject_id`."""

    record: str
    name: str
    subject_id: str


@dataclass(frozen=True)
class Asker:
    """An organization that may ask at this desk, by its code in Ambit."""

    code: str
    name: str


@dataclass(frozen=True)
class Config:
    """What Ambit's steward handed over, and whom we hold data about."""

    organization: str
    client_id: str
    client_secret: str
    webhook_keys: Sequence[str]
    takes_batches: bool
    details_apart: frozenset[str]
    people: Sequence[Person]
    askers: Sequence[Asker]


@dataclass(frozen=True)
class Settings:
    """The command line; durations are in seconds.

    `lease_margin` is how long before its end a lease counts as over: our clock and
    Ambit's are never quite the same, and stopping early harms nobody.
    """

    name: str
    host: str
    port: int
    data: Path
    ambit: str
    config_path: Path
    enforce_after: float = 1.0
    pull_every: float = 60.0
    compare_every: float = 86_400.0
    lease_margin: float = 5.0
    extract_pause: float = 0.0
    down_path: Path | None = None

    @property
    def is_down(self) -> bool:
        """Say whether our line to Ambit is cut, for drills and for the demo."""
        return self.down_path is not None and self.down_path.exists()

    def config(self) -> Config:
        """Read the file anew: secrets rotate and people join while we run."""
        return read_config(json.loads(self.config_path.read_text("utf-8")))


ASKERS = (
    Asker("northfield-hospital", "Northfield Hospital"),
    Asker("novagen", "Novagen"),
    Asker("kintree", "KinTree"),
    Asker("rare-hope", "Rare Hope"),
    Asker("harbour-public-health", "Harbour Public Health"),
)


def read_config(found: Mapping[str, Any]) -> Config:
    """Read the file's content; KeyError names what is missing.

    A push is taken if any key fits: `webhook_secrets` holds the old and the new one
    while they overlap, `webhook_secret` one; `webhook_public_keys` holds Ambit's
    (`whpk_…`), beside secrets or instead of them. `takes_batches` is true unless it
    says no.
    """
    public = found.get("webhook_public_keys") or []
    shared = found.get("webhook_secrets") or []
    if "webhook_secret" in found or not (public or shared):
        shared = shared or [found["webhook_secret"]]
    return Config(
        organization=found["organization"],
        client_id=found["client_id"],
        client_secret=found["client_secret"],
        webhook_keys=[*shared, *public],
        takes_batches=found.get("takes_batches", True) is True,
        details_apart=frozenset(found.get("details_apart", ())),
        people=[
            Person(one["record"], one["name"], one["subject_id"])
            for one in found["people"]
        ],
        askers=[Asker(one["code"], one["name"]) for one in found.get("askers", ())]
        or ASKERS,
    )
