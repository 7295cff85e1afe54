"""The example platform as a process of its own, before a stand-in for Ambit."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from examples.platform.choices import Choices
from examples.platform.store import Store
from tests.examples.stand_in import (
    CLIENT_ID,
    CLIENT_SECRET,
    OLD_SECRET,
    SECRET,
    Ambit,
    Server,
    get,
    signed,
    wait_for,
)

PROJECT = Path(__file__).parents[2]
ANA, BEN = "s-ana", "s-ben"
QUESTION = {
    "organization": "northfield-hospital",
    "way": "visit",
    "kinds": ["health", "gene"],
    "topic": "health",
    "diseases": ["MONDO:0009061"],
    "tools": False,
    "commercial": False,
    "places": ["FI"],
    "actor": "Dr Sofia Marin",
    "study": "cf-atlas",
    "evidence": {"ethics": "REC-2026-17"},
    "purpose": "Which genes make it worse?",
}


@dataclass
class Lakeside:
    """A handle on the process."""

    folder: Path
    ambit: Ambit
    port: int
    arguments: list[str] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None
    asked: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def down_path(self) -> Path:
        return self.folder / "down"

    def start(self, *arguments: str) -> None:
        command = [
            *(sys.executable, "-m", "examples.platform", "--name", "Lakeside Biobank"),
            *("--port", str(self.port), "--data", str(self.folder / "data")),
            *("--ambit", self.ambit.url, "--config", str(self.folder / "config.json")),
            *("--down-file", str(self.down_path), "--enforce-after", "0.5"),
            *("--lease-margin", "0.5"),
            *arguments,
        ]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=PROJECT, stdout=log, stderr=subprocess.STDOUT
            )
        wait_for(self._answers)

    def stop(self) -> int:
        """Ask it to stop, and give its exit code."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=10)

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait(timeout=10)

    def push(self, message: dict[str, Any], **how: Any) -> tuple[int, Any]:
        body, headers = signed(message, **how)
        return self.post("/webhooks", body, headers)

    def post(
        self, path: str, body: bytes, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        with requests.post(
            self.url + path, data=body, headers=headers, timeout=15
        ) as response:
            return response.status_code, json.loads(response.content or b"null")

    def ask(self, **changes: Any) -> dict[str, dict[str, Any]]:
        """Ask for a release and give the answers by record."""
        body = json.dumps(QUESTION | changes).encode()
        status, answer = self.post("/release", body)
        assert status == 200, answer
        self.asked = answer["ask"]
        return {one["record"]: one for one in answer["people"]}

    def last_answer(self) -> str:
        """Give the address of what was answered last."""
        return f"/asks/{self.asked}"

    def state(self) -> Any:
        return get(f"{self.url}/state")

    def _answers(self) -> bool:
        assert self.process
        assert self.process.poll() is None, (self.folder / "log").read_text()
        try:
            return bool(get(f"{self.url}/health"))
        except requests.ConnectionError:
            return False


@pytest.fixture
def choices(tmp_path: Path) -> Iterator[Choices]:
    store = Store(tmp_path)
    yield Choices(store, enforce_after=0)
    store.close()


@pytest.fixture
def ambit() -> Iterator[Ambit]:
    found = Ambit()
    server = Server(found)
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def installed(ambit: Ambit, tmp_path: Path) -> Iterator[Lakeside]:
    """Lakeside with its configuration, not started."""
    config = {
        "organization": "lakeside-biobank",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "webhook_secrets": [SECRET, OLD_SECRET],
        "details_apart": ["health.image"],
        "people": [
            {"record": "LB-1", "name": "Ana", "subject_id": ANA},
            {"record": "LB-2", "name": "Ben", "subject_id": BEN},
        ],
    }
    path = tmp_path / "config.json"
    path.write_text(json.dumps(config))
    path.chmod(0o600)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    found = Lakeside(tmp_path, ambit, port)
    yield found
    if found.process and found.process.poll() is None:
        found.kill()


@pytest.fixture
def lakeside(installed: Lakeside) -> Lakeside:
    installed.start()
    wait_for(lambda: installed.state()["may_release"])
    return installed
