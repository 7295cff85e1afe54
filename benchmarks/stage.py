"""Servers, a migrated database and programs for one benchmark, gone afterwards."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.decision_http import READY_SECONDS, answers, free_port, run
from portal.run import programs
from portal.run.installation import start_servers
from portal.run.places import prepare
from portal.run.processes import Program
from portal.run.supervisor import Supervisor


@dataclass(frozen=True)
class Stage:
    """What runs, the environment of its programs, and two ports for platforms."""

    supervisor: Supervisor
    environment: dict[str, str]
    port: int
    other_port: int

    def start(self, *found: Program) -> None:
        self.supervisor.start_tier(found)

    def start_web(self) -> int:
        """Start pages and API; return their port."""
        port = free_port()
        child = self.supervisor.start_tier([programs.web(self.environment, port=port)])
        self.supervisor.wait_for(child[0], lambda: answers(port), within=READY_SECONDS)
        return port

    def play(self, module: str, *arguments: str) -> Any:
        """Run a module of ours to its end; return the JSON of its last line."""
        said = run([module, *arguments], self.environment)
        return json.loads(said.splitlines()[-1])


@contextmanager
def stage(names: Sequence[str], **settings: str) -> Iterator[Stage]:
    """Set the stage with the named workers and the dispatcher among `names`."""
    with ExitStack() as stack:
        directory = Path(tempfile.mkdtemp(prefix="ambit-bench-"))
        stack.callback(shutil.rmtree, directory, ignore_errors=True)
        supervisor = Supervisor(directory / "logs", say=print)
        stack.callback(supervisor.stop)
        installation = start_servers(supervisor, prepare(directory / "data"))
        run(["portal.run.setup"], {**installation.owner_environment(), "DEMO": "no"})
        ports = free_port(), free_port()
        environment = {
            **installation.environment(),
            "OUTBOUND_ALLOWED": ",".join(f"http://127.0.0.1:{port}" for port in ports),
            **settings,
        }
        known = [*programs.workers(environment), programs.dispatcher(environment)]
        supervisor.start_tier(one for one in known if one.name in names)
        yield Stage(supervisor, environment, *ports)
