"""Processes whose clock is wrong, by a library that stands before the system's."""

import atexit
import os
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

IN_A_WHEEL = "vendor/libfaketime/src/libfaketime.so.1"
OF_THE_SYSTEM = "*/faketime/libfaketime.so.1"


def skewed(seconds: int) -> dict[str, str]:
    """Return the environment of a process whose clock is ahead, or behind if negative.

    Only the time of day is wrong: how long something takes is measured rightly, as
    on a machine whose clock was set wrongly. Skips loudly where that cannot be had.
    """
    for library in _libraries():
        environment = {
            "LD_PRELOAD": str(_without_space(library)),
            "FAKETIME": f"{seconds:+}",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }
        if abs(_clock_under(environment) - time.time() - seconds) < 60:
            return environment
    pytest.skip("NO WRONG CLOCK: libfaketime is missing (Debian: libfaketime).")


def _libraries() -> list[Path]:
    wheel = find_spec("libfaketime")
    found = [] if wheel is None else [Path(str(wheel.origin)).parent / IN_A_WHEEL]
    return [*found, *Path("/usr/lib").glob(OF_THE_SYSTEM)]


def _without_space(library: Path) -> Path:
    """Return a path that the loader takes for one: it parts paths at spaces."""
    if " " not in str(library):
        return library
    link = Path(tempfile.gettempdir()) / f"faketime-{os.getpid()}.so"
    link.unlink(missing_ok=True)
    link.symlink_to(library)
    atexit.register(link.unlink, missing_ok=True)
    return link


def _clock_under(environment: dict[str, str]) -> float:
    done = subprocess.run(
        [sys.executable, "-c", "import time; print(time.time())"],
        env={**os.environ, **environment},
        check=False,
        capture_output=True,
        text=True,
    )
    return float(done.stdout) if done.returncode == 0 else 0.0
