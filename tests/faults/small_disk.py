"""A database server on a disk that can be filled: in memory, in its own namespace."""

import errno
import signal
import subprocess
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from portal.run.binaries import AS_NOBODY
from portal.run.processes import Program
from tests.own_postgres import OwnPostgres

AS_ROOT = ("unshare", "--user", "--map-root-user", "--mount")
MEGABYTE = 2**20
SPARE = 48 * MEGABYTE
# The disk lives as long as the shell; a server that gives up is started again.
SCRIPT = """
mount -t tmpfs -o size="$1",mode=0700 none "$3" || exit 1
cp -a --sparse=never "$2/." "$3" || exit 1
shift 3
while :; do "$@"; sleep 0.2; done
"""


class SmallDisk(OwnPostgres):
    """A server with little room, which `fill` takes away and `empty` gives back."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.disk = directory / "disk"
        self.disk.mkdir()
        mount = [*AS_ROOT, "mount", "-t", "tmpfs", "none", str(self.disk)]
        if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
            pytest.skip("NO DISK TO FILL: this kernel lets us mount none of our own.")

    def program(self) -> Program:
        files = self.server.files
        used = sum(path.stat().st_size for path in files.rglob("*") if path.is_file())
        # Root in the namespace is still root for PostgreSQL, which refuses it.
        programs = replace(self.server.programs, prefix=AS_NOBODY)
        server = replace(self.server, programs=programs, files=self.disk).program()
        shell = [*AS_ROOT, "sh", "-c", SCRIPT, "sh", str(used + SPARE)]
        return replace(
            server,
            command=[*shell, str(files), str(self.disk), *server.command],
            stop_signal=signal.SIGKILL,
        )

    def fill(self) -> None:
        """Write until there is no room for one more byte."""
        with self._ballast().open("wb", buffering=0) as ballast:
            for size in (MEGABYTE, 4096, 1):
                with suppress(DiskFull):
                    while True:
                        _write(ballast, bytes(size))

    def empty(self) -> None:
        self._ballast().unlink()

    def _ballast(self) -> Path:
        assert self.child is not None
        root = Path(f"/proc/{self.child.process.pid}/root")
        return root / self.disk.relative_to("/") / "ballast"


class DiskFull(Exception):
    """There is no room left."""


def _write(file, data: bytes) -> None:
    try:
        file.write(data)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull from error
        raise
