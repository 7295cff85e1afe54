"""A PostgreSQL server of our own: prepared once, then started like any child."""

import hashlib
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from portal.run import binaries
from portal.run.errors import CannotStart
from portal.run.places import Places
from portal.run.processes import Program

SUPERUSER = "postgres"
OWNER = "ambit_owner"
APP = "ambit_app"
DATABASE = "ambit"
QUICK_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class Postgres:
    """One server: its files, its socket, and the way its programs are called."""

    programs: binaries.PostgresPrograms
    files: Path
    sockets: Path
    extra: tuple[str, ...] = ()

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}@{quote(str(self.sockets), safe='')}/{database}"

    def is_ready(self) -> bool:
        try:
            psycopg.connect(self.url(SUPERUSER, "postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def program(self) -> Program:
        """Return how to run the server; SIGINT stops it without waiting for clients."""
        settings = (
            "listen_addresses=",
            f"unix_socket_directories={self.sockets}",
            "unix_socket_permissions=0700",
            "shared_buffers=64MB",
            "max_connections=100",
            "timezone=UTC",
            "log_min_messages=error",
            "log_min_error_statement=panic",
            *self.extra,
        )
        flags = [word for setting in settings for word in ("-c", setting)]
        return Program(
            name="postgres",
            command=self.programs.command("postgres", "-D", str(self.files), *flags),
            stop_signal=signal.SIGINT,
            patience=20,
            user=self.programs.user,
        )


def prepare(places: Places, *, forgetful: bool = False) -> Postgres:
    """Make the server's files if there are none; say so if they are too old."""
    mark = hashlib.sha256(str(places.data).encode()).hexdigest()[:10]
    spare = Path("/var/tmp") / f"ambit-{mark}"  # noqa: S108
    programs = binaries.postgres_programs(spare)
    files, sockets = places.data / "postgres", places.sockets
    if programs.user is not None:
        # The user nobody may be unable to reach any directory of ours.
        files, sockets = (
            _hand_over(spare / name, programs.user) for name in ("files", "sockets")
        )
    if (files / "PG_VERSION").exists():
        _refuse_other_version(programs, files)
    else:
        _initialize(programs, files)
    extra = QUICK_AND_FORGETFUL if forgetful else ()
    return Postgres(programs, files, sockets, extra)


def make_roles(server: Postgres, *, may_create_databases: bool = False) -> None:
    """Make the owner, the app role and the database, where they are missing.

    Anybody who reaches the socket may take any role: its directory is ours alone.
    """
    with psycopg.connect(server.url(SUPERUSER, "postgres"), autocommit=True) as link:
        known = {row[0] for row in link.execute("SELECT rolname FROM pg_roles")}
        for role in (OWNER, APP):
            if role not in known:
                link.execute(
                    sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role))
                )
        if may_create_databases:
            link.execute(
                sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(OWNER))
            )
        found = link.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone()
        if found is None:
            link.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER)
                )
            )


def _initialize(programs: binaries.PostgresPrograms, files: Path) -> None:
    # An earlier start may have been cut off half-way.
    if programs.user is None:
        shutil.rmtree(files, ignore_errors=True)
    command = programs.command(
        "initdb",
        f"--pgdata={files}",
        f"--username={SUPERUSER}",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--no-instructions",
    )
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        user=programs.user,
        cwd="/",
    )
    if done.returncode != 0:
        raise CannotStart(f"PostgreSQL could not be prepared: {done.stderr.strip()}")


def _refuse_other_version(programs: binaries.PostgresPrograms, files: Path) -> None:
    ours = (files / "PG_VERSION").read_text(encoding="ascii").strip()
    said = subprocess.run(
        [str(programs.bin / "postgres"), "--version"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    if said.split()[-1].split(".")[0] != ours:
        raise CannotStart(
            f"{files} was made by PostgreSQL {ours}, and this is {said.strip()}. "
            "Dump it with the old version, or remove it to begin anew."
        )


def _hand_over(directory: Path, user: int) -> Path:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.chown(directory, user)
    return directory
