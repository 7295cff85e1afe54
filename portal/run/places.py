"""Where a running Ambit keeps its files and its sockets."""

import hashlib
import os
import re
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from portal.run.errors import CannotStart

PROJECT = Path(__file__).resolve().parents[2]
OWNER_ONLY = 0o700
# A Unix socket's path is cut at 108 bytes; PostgreSQL adds "/.s.PGSQL.5432.lock".
LONGEST_DIRECTORY = 80
# PostgreSQL takes a comma in -k as a separator, and addresses dislike spaces.
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")


@dataclass(frozen=True)
class Places:
    """The directories of one installation: `data` stays, `sockets` may vanish."""

    data: Path
    sockets: Path

    def tidy(self) -> None:
        """Remove sockets that had to live outside of our own directory."""
        if self.data not in self.sockets.parents:
            shutil.rmtree(self.sockets, ignore_errors=True)


def prepare(data: Path) -> Places:
    """Make both directories, readable by nobody else."""
    data = data.absolute()
    try:
        data.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
        probe = data / f".probe.{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStart(
            f"Cannot write to {data} ({error.strerror}). "
            "Set AMBIT_DATA_DIR to a directory that you may write to."
        ) from error
    return Places(data=data, sockets=_sockets(data))


def _sockets(data: Path) -> Path:
    inside = data / "sockets"
    if PLAIN_PATH.fullmatch(str(inside)) and len(str(inside)) <= LONGEST_DIRECTORY:
        return own(inside)
    mark = hashlib.sha256(str(data).encode()).hexdigest()[:10]
    return own(Path(tempfile.gettempdir()) / f"ambit-{os.getuid()}-{mark}")


def own(directory: Path, mode: int = OWNER_ONLY) -> Path:
    """Make the directory, and refuse one that somebody else prepared for us."""
    directory.mkdir(mode=mode, exist_ok=True)
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise CannotStart(
            f"{directory} belongs to somebody else. Remove it, then retry."
        )
    directory.chmod(mode)
    return directory
