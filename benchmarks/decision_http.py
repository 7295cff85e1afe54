"""P1: a decision over HTTP, read fresh and recorded, against views that do less."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from benchmarks.load import calls_per_second, post
from benchmarks.rounds import (
    print_goal,
    print_medians,
    print_title,
    ratio,
    take_turns,
)
from portal.run import programs
from portal.run.installation import start_servers
from portal.run.places import PROJECT, prepare
from portal.run.supervisor import Supervisor

SECONDS = 3.0
READY_SECONDS = 30
GOAL_ANSWER, GOAL_RECORDED = 0.45, 0.60
SERVER_CORE, OUR_CORE = 0, 1
VIEWS = "/api/v1/benchmarks"
PATHS = {
    "empty view": f"{VIEWS}/empty",
    "decision, answer only": f"{VIEWS}/answer",
    "one committed INSERT": f"{VIEWS}/insert",
    "decision, recorded": "/access/v1/evaluation",
}


def main() -> None:
    print_title("P1  one decision over HTTP (granian, 1 process, 4 threads, 8 callers)")
    with ExitStack() as stack:
        directory = Path(tempfile.mkdtemp(prefix="ambit-bench-"))
        stack.callback(shutil.rmtree, directory, ignore_errors=True)
        supervisor = Supervisor(directory / "logs", say=print)
        stack.callback(supervisor.stop)
        port, asked = start(supervisor, directory)
        measure(port, asked)


def start(supervisor: Supervisor, directory: Path) -> tuple[int, dict[str, list[str]]]:
    """Start everything; return the port and how to ask."""
    installation = start_servers(supervisor, prepare(directory / "data"))
    owner = {**installation.owner_environment(), "DEMO": "no"}
    run(["portal.run.setup"], owner)
    environment = {
        **installation.environment(),
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
    }
    said = run(["benchmarks.decision_people"], environment)
    port = free_port()
    web = programs.web(environment, port=port)
    if shutil.which("taskset"):
        pinned = ["taskset", "-c", str(SERVER_CORE), *web.command]
        web = replace(web, command=pinned)
    child = supervisor.start_tier([web])[0]
    supervisor.wait_for(child, lambda: answers(port), within=READY_SECONDS)
    return port, json.loads(said.splitlines()[-1])


def measure(port: int, asked: Mapping[str, list[str]]) -> None:
    if (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {OUR_CORE})
    headers = {"Authorization": f"Bearer {asked['token']}"}
    calls = {
        name: [post(path, one.encode(), **headers) for one in asked["questions"]]
        for name, path in PATHS.items()
    }
    for some in calls.values():
        calls_per_second(port, some, 1.0)
    found = take_turns(
        {
            name: lambda some=some: calls_per_second(port, some, SECONDS)
            for name, some in calls.items()
        }
    )
    print_medians(found, "requests/s")
    empty, answer, insert, recorded = PATHS
    print_goal("(a) against an empty view", ratio(found, answer, empty), GOAL_ANSWER)
    print_goal("(b) against one INSERT", ratio(found, recorded, insert), GOAL_RECORDED)


def run(module: list[str], environment: Mapping[str, str]) -> str:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", *module],
        env={**os.environ, **environment},
        cwd=PROJECT,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"{module} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
