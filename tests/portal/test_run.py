"""`make run` says what is wrong in one line, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from portal.run.places import prepare
from tests.processes import descendants, still_living
from tests.stack import free_ports

# What this test run was told, and a newcomer's shell does not hold.
TOLD = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "BROKER_URL",
    "DJANGO_SETTINGS_MODULE",
)
READY_SECONDS = 90
STOP_SECONDS = 45


class Run:
    """One `make run` without the demo, in a directory of its own."""

    def __init__(self, directory):
        self.output = directory / "output"
        self.data = directory / "a data dir"
        self.port = free_ports(1)[0]
        self.environment = {
            **{key: value for key, value in os.environ.items() if key not in TOLD},
            "AMBIT_DATA_DIR": str(self.data),
            "PORT": str(self.port),
            "DEMO": "no",
        }

    def start(self):
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.run"],
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        wait_for(
            lambda: "is ready" in self.said() or self.process.poll() is not None,
            READY_SECONDS,
        )
        assert "is ready" in self.said(), self.said()

    def again(self, **environment):
        return subprocess.run(
            [sys.executable, "-m", "portal.run"],
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def said(self):
        return self.output.read_text()


def wait_for(condition, within):
    until = time.monotonic() + within
    while not condition():
        assert time.monotonic() < until, "It did not happen in time."
        time.sleep(0.1)


@pytest.fixture
def run(tmp_path):
    made = Run(tmp_path)
    yield made
    if hasattr(made, "process") and made.process.poll() is None:
        made.process.terminate()
        made.process.wait(STOP_SECONDS)
    prepare(made.data).tidy()


@pytest.mark.faults
def test_run_started_twice_says_where_it_runs_and_sigterm_stops_all(run):
    run.start()
    family = descendants(run.process.pid)

    second = run.again()
    run.process.send_signal(signal.SIGTERM)
    code = run.process.wait(STOP_SECONDS)

    assert second.returncode == 1
    assert (
        f"already runs from this directory (process {run.process.pid}" in second.stdout
    )
    assert len(second.stdout.splitlines()) == 1
    assert code == 0
    assert len(family) > 10
    assert still_living(family) == set()


@pytest.mark.faults
def test_run_starts_a_killed_worker_again_and_killed_itself_leaves_nothing(run):
    run.start()
    worker = next(pid for pid in descendants(run.process.pid) if is_worker(pid))

    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: "worker-slow ended (SIGKILL)" in run.said(), within=10)
    wait_for(lambda: any(map(is_worker, descendants(run.process.pid))), within=30)
    family = descendants(run.process.pid)
    run.process.kill()
    run.process.wait()

    wait_for(lambda: not still_living(family), within=15)


def is_worker(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as words:  # noqa: PTH123
            return b"worker-slow@" in words.read()
    except OSError:
        return False


def test_run_says_that_its_port_is_taken(run):
    with socket.socket() as other:
        other.bind(("127.0.0.1", run.port))
        other.listen()

        done = run.again()

    assert done.returncode == 1
    assert f"port {run.port} is in use" in done.stdout


def test_run_says_that_it_cannot_write(run):
    done = run.again(AMBIT_DATA_DIR="/proc/ambit")

    assert done.returncode == 1
    assert "Cannot write to /proc/ambit" in done.stdout
    assert "AMBIT_DATA_DIR" in done.stdout


def test_run_wants_both_database_addresses(run):
    done = run.again(DATABASE_URL="postgresql://app@localhost/ambit")

    assert done.returncode == 1
    assert "DATABASE_OWNER_URL" in done.stdout


def test_run_with_arguments_starts_nothing():
    done = subprocess.run(
        [sys.executable, "-m", "portal.run", "--help"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert "it takes no arguments" in done.stdout
