"""Start programs in order, restart what falls over, stop in the reverse order."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from portal.run.errors import CannotStart
from portal.run.processes import Guard, Program, kill_group, start

LOOK_EVERY_SECONDS = 0.1
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
HEALTHY_AFTER_SECONDS = 30.0
LAST_LINES = 8


class Stopped(BaseException):
    """Somebody asked us to stop; not an Exception, so that nothing swallows it."""


@dataclass
class Child:
    """A program with its running process, and how long to wait after a fall."""

    program: Program
    process: subprocess.Popen[bytes]
    log: Path
    started: float
    pause: float = FIRST_PAUSE_SECONDS
    restart_at: float | None = None


class Supervisor:
    """Tiers of children: what a later tier needs, an earlier one provides."""

    def __init__(self, logs: Path, say: Callable[[str], None]) -> None:
        self.logs = logs
        self.say = say
        self.tiers: list[list[Child]] = []
        self.guard = Guard()
        logs.mkdir(parents=True, exist_ok=True)

    def start_tier(self, programs: Iterable[Program]) -> list[Child]:
        """Start programs side by side; they stop together, after later tiers."""
        tier: list[Child] = []
        self.tiers.append(tier)
        for program in programs:
            log = self.logs / f"{program.name}.log"
            log.write_bytes(b"")
            tier.append(
                Child(program, self._spawn(program, log), log, time.monotonic())
            )
        return tier

    def wait_for(
        self, child: Child, is_ready: Callable[[], bool], *, within: float
    ) -> None:
        """Return when the child answers; say why when it ended or stays silent."""
        until = time.monotonic() + within
        while not is_ready():
            if child.process.poll() is not None or time.monotonic() > until:
                raise CannotStart(
                    f"{child.program.name} did not start. Its last lines, "
                    f"from {child.log}:\n{last_lines(child.log)}"
                )
            time.sleep(LOOK_EVERY_SECONDS)

    def watch(self) -> None:
        """Restart whatever ends, until a signal raises Stopped."""
        while True:
            for tier in self.tiers:
                for child in tier:
                    self._look_after(child, time.monotonic())
            time.sleep(LOOK_EVERY_SECONDS)

    def stop(self) -> None:
        """End every tier, the newest first; nobody else's child is touched."""
        for tier in reversed(self.tiers):
            self._stop_together(tier)
        self.tiers.clear()
        self.guard.dismiss()

    def stop_child(self, child: Child) -> None:
        """End one child for good."""
        for tier in self.tiers:
            if child in tier:
                tier.remove(child)
        self._stop_together([child])

    def _stop_together(self, children: list[Child]) -> None:
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                child.process.send_signal(child.program.stop_signal)
        for child in children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(child.program.patience)
            self._bury(child)

    def _spawn(self, program: Program, log: Path) -> subprocess.Popen[bytes]:
        with log.open("ab") as output:
            process = start(program, output=output.fileno())
        self.guard.watch(process.pid)
        return process

    def _look_after(self, child: Child, now: float) -> None:
        if child.restart_at is not None:
            if now >= child.restart_at:
                child.process = self._spawn(child.program, child.log)
                child.started, child.restart_at = now, None
            return
        code = child.process.poll()
        if code is None:
            return
        self._bury(child)
        if now - child.started > HEALTHY_AFTER_SECONDS:
            child.pause = FIRST_PAUSE_SECONDS
        self.say(
            f"{child.program.name} ended ({describe(code)}); starting it again "
            f"in {child.pause:.0f} s. See {child.log}"
        )
        child.restart_at = now + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE_SECONDS)

    def _bury(self, child: Child) -> None:
        """Also end grandchildren whose parent was killed under them."""
        kill_group(child.process.pid)
        child.process.wait()
        self.guard.forget(child.process.pid)


def stop_on_signals() -> None:
    """Turn Ctrl-C, SIGTERM and a closed terminal into Stopped."""

    def stopped(number: int, _frame: FrameType | None) -> None:
        ignore_signals()
        raise Stopped(signal.Signals(number).name)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stopped)


def ignore_signals() -> None:
    """While we stop, a second Ctrl-C must not leave anything running."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def describe(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name


def last_lines(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in lines[-LAST_LINES:]) or "    (nothing)"
