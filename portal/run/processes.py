"""One child process: it ends when its parent ends, whatever ended the parent."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from portal.run.places import PROJECT

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Program:
    """What to start, and the signal that asks it to stop."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 40
    user: int | None = None


def start(
    program: Program, *, output: IO[bytes] | int | None
) -> subprocess.Popen[bytes]:
    """Start a program in a group of its own, so that Ctrl-C reaches only us."""
    parent = os.getpid()

    def tie() -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, program.stop_signal)
        if os.getppid() != parent:
            os._exit(1)

    return subprocess.Popen(
        program.command,
        env={**os.environ, **program.environment},
        cwd=PROJECT if program.user is None else "/",
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        user=program.user,
        # We start children from one thread only, as preexec_fn needs.
        preexec_fn=tie,  # noqa: PLW1509
    )


def kill_group(leader: int) -> None:
    """End what is left of a child's group, the child itself included."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


class Guard:
    """A process that outlives us by a moment, to end the groups that we leave.

    The kernel tells only our children that we died, not their children.
    """

    def __init__(self) -> None:
        script = Path(__file__).with_name("guard.py")
        self.process = subprocess.Popen(
            [sys.executable, "-I", str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    def watch(self, leader: int) -> None:
        self._tell(f"+{leader}\n")

    def forget(self, leader: int) -> None:
        self._tell(f"-{leader}\n")

    def dismiss(self) -> None:
        """Let the guard go; it ends whatever it was not told to forget."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait()

    def _tell(self, line: str) -> None:
        if self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.write(line.encode())
                self.process.stdin.flush()
