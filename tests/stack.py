"""The real processes, started by a test against a database of their own."""

import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connections

from portal.run import demo, programs
from portal.run.__main__ import answers
from portal.run.installation import Installation, start_valkey
from portal.run.places import prepare
from portal.run.processes import Program
from portal.run.supervisor import Child, Supervisor
from tests.processes import states
from tests.stack_database import (
    Cluster,
    run,
    shared_cluster,
    template_files,
    with_name,
)

READY_SECONDS = 60


class Stack:
    """Named processes of one installation; starts empty, ends with `close`.

    Names: web, worker-urgent, worker, worker-slow, dispatch, sequence, beat,
    valkey, platform-<name> for platforms that the test starts, and whatever
    `start_another` calls a second one. `cluster` is the run's PostgreSQL server,
    unless the test has one of its own.
    """

    def __init__(
        self,
        directory: Path,
        *,
        environment: Mapping[str, str] | None = None,
        with_demo: bool = False,
        cluster: Cluster | None = None,
    ) -> None:
        self.places = prepare(directory / "data")
        self.port = free_ports(1)[0]
        self.platform_ports = free_ports(3)
        self.url = f"http://127.0.0.1:{self.port}"
        self.cluster = cluster or shared_cluster()
        self.database = self.cluster.copy_template(directory.name)
        self.known_database = dict(connections["default"].settings_dict)
        (self.places.data / "static").symlink_to(template_files() / "static")
        self.supervisor = Supervisor(self.places.data / "logs", say=print)
        self.children: dict[str, Child] = {}
        self.valkey = start_valkey(self.supervisor, self.places)
        self.children["valkey"] = self.supervisor.tiers[-1][0]
        self.installation = self._installation(environment or {}, with_demo=with_demo)
        self.demo = demo.Demo([], [])
        if with_demo:
            self.manage("seed_demo", as_owner=True)
            self.demo = demo.read(self.places.data / "demo.json")

    # --- Processes

    def start(self, *names: str) -> None:
        """Start programs by name (all of them when none is named) and wait for web."""
        known = {program.name: program for program in self.programs()}
        for name in names or known:
            self._start(known[name])
        if "web" in (names or known):
            self.wait_for(lambda: answers(self.port), within=READY_SECONDS)

    def start_another(
        self,
        name: str,
        called: str,
        *,
        environment: Mapping[str, str] | None = None,
        tree: Path | None = None,
    ) -> None:
        """Start a program once more under another name, perhaps of another tree."""
        known = {program.name: program for program in self.programs()}[name]
        found = {**known.environment, **(environment or {})}
        # Python looks for modules where it is started.
        there = [] if tree is None else ["env", "--chdir", str(tree)]
        command = [*there, *known.command]
        self._start(replace(known, name=called, command=command, environment=found))

    def start_platform(self, name: str, port: int, arguments: Sequence[str]) -> None:
        """Start an example platform on one of `platform_ports`."""
        self._start(programs.platform(programs.Platform(name, port, arguments)))
        self.wait_for(lambda: answers(port), within=READY_SECONDS)

    def stop(self, name: str) -> None:
        """Ask a process to stop, and wait until it did."""
        self.supervisor.stop_child(self.children.pop(name))

    def kill(self, name: str, *, whole_group: bool = True) -> None:
        """SIGKILL a process, by default with its children, as a lost machine would."""
        child = self.children.pop(name)
        if not whole_group:
            child.process.kill()
            child.process.wait()
            return
        os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()

    def freeze(self, name: str) -> None:
        """Stop a process and its children without ending them."""
        group = self.children[name].process.pid
        os.killpg(group, signal.SIGSTOP)
        # The signal arrives a moment later on a busy machine.
        self.wait_for(lambda: states(group) == {"T"}, within=10)

    def thaw(self, name: str) -> None:
        os.killpg(self.children[name].process.pid, signal.SIGCONT)

    def is_running(self, name: str) -> bool:
        return name in self.children and self.children[name].process.poll() is None

    def log(self, name: str) -> str:
        path = self.supervisor.logs / f"{name}.log"
        return path.read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        """Stop whatever runs, and drop the database."""
        for child in self.children.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.process.pid, signal.SIGCONT)
        self.supervisor.stop()
        connections["default"].close()
        connections["default"].settings_dict.update(self.known_database)
        with contextlib.suppress(psycopg.OperationalError):
            self.cluster.drop(self.database)

    # --- What they know

    def programs(self) -> list[Program]:
        environment = self.installation.environment()
        return [
            *programs.first(environment, port=self.port),
            *programs.rest(environment),
            *programs.platforms(self.demo.platforms),
            self.valkey.program(),
        ]

    def manage(self, *arguments: str, as_owner: bool = False) -> str:
        """Run a management command the way an operator would; return what it said."""
        found = self.installation
        environment = found.owner_environment() if as_owner else found.environment()
        return run([sys.executable, "manage.py", *arguments], environment)

    def letters(self) -> list[str]:
        """Return the letters sent so far, the oldest first."""
        files = sorted((self.places.data / "mail").glob("*.log"))
        return [path.read_text(encoding="utf-8") for path in files]

    def wait_for(self, condition: Callable[[], object], *, within: float) -> None:
        """Return once the condition holds; fail with every log's end otherwise."""
        until = time.monotonic() + within
        while not condition():
            if time.monotonic() > until:
                logs = {name: self.log(name)[-2000:] for name in self.children}
                said = "\n".join(f"--- {name}\n{log}" for name, log in logs.items())
                raise AssertionError(f"It did not happen within {within} s.\n{said}")
            time.sleep(0.05)

    def back_up(self) -> str:
        """Copy the database, to which no process may be connected any longer."""
        self._leave_alone()
        copy = f"{self.database}_backup"
        self.cluster.copy(self.database, copy)
        return copy

    def restore(self, copy: str) -> None:
        """Put a copy in the place of the database, as after a lost server."""
        self._leave_alone()
        self.cluster.drop(self.database)
        self.cluster.rename(copy, self.database)

    def _leave_alone(self) -> None:
        connections["default"].close()
        self.wait_for(lambda: not self.cluster.is_in_use(self.database), within=10)

    def adopt(self) -> None:
        """Point this process's models at the stack's database, until `close`."""
        connections["default"].close()
        connections["default"].settings_dict |= {
            "NAME": self.database,
            "HOST": self.cluster.host,
        }

    def _start(self, program: Program) -> None:
        self.children[program.name] = self.supervisor.start_tier([program])[0]

    def _installation(
        self, environment: Mapping[str, str], *, with_demo: bool
    ) -> Installation:
        allowed = ",".join(f"http://127.0.0.1:{port}" for port in self.platform_ports)
        return Installation(
            places=self.places,
            database_url=with_name(self.cluster.app_url, self.database),
            owner_url=with_name(self.cluster.owner_url, self.database),
            broker_url=self.valkey.broker_url,
            redis_url=self.valkey.url,
            extra={
                "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
                # What a test stores encrypted, the processes must be able to read.
                "SECRET_KEY": settings.SECRET_KEY,
                "SECRET_KEK": settings.SECRET_KEK,
                "BASE_URL": self.url,
                "OUTBOUND_ALLOWED": allowed,
                "DEMO": "yes" if with_demo else "no",
                "DEMO_PORT": str(self.platform_ports[0]),
                **environment,
            },
        )


def free_ports(count: int) -> list[int]:
    """Return neighbouring ports that are free now."""
    while True:
        with contextlib.ExitStack() as stack:
            first = stack.enter_context(socket.socket())
            first.bind(("127.0.0.1", 0))
            ports = [first.getsockname()[1] + number for number in range(count)]
            try:
                for port in ports[1:]:
                    stack.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except (OSError, OverflowError):
                continue
            return ports
