"""Databases for real processes: migrated once, then copied."""

import functools
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from portal.run import postgres
from portal.run.places import PROJECT

MARK = os.environ.get("PYTEST_XDIST_WORKER", "main")
TEMPLATE = f"stack_template_{MARK}"


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server that holds the template; addresses by role."""

    app_url: str
    owner_url: str

    @property
    def host(self) -> str:
        """Return the directory of the socket, as Django's settings name it."""
        return unquote(urlsplit(self.owner_url).netloc.rpartition("@")[2])

    def copy_template(self, mark: str) -> str:
        """Make a migrated database, and return its name."""
        template_files()
        name = f"stack_{MARK}_{mark}_{time.monotonic_ns()}"[:63]
        self.copy(TEMPLATE, name)
        return name

    def copy(self, source: str, name: str) -> None:
        """Copy a database to which nobody is connected."""
        self.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(source)
            )
        )

    def rename(self, old: str, new: str) -> None:
        self.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(old), sql.Identifier(new)
            )
        )

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected to it."""
        self.execute(
            sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)),
            role=postgres.SUPERUSER,
        )

    def is_in_use(self, name: str) -> bool:
        question = "SELECT 1 FROM pg_stat_activity WHERE datname = %s"
        with psycopg.connect(with_name(self.owner_url, "postgres")) as link:
            return link.execute(question, [name]).fetchone() is not None

    def execute(self, statement: sql.Composed, role: str = postgres.OWNER) -> None:
        url = with_name(self.owner_url, "postgres").replace(postgres.OWNER, role, 1)
        with psycopg.connect(url, autocommit=True) as link:
            link.execute(statement)


def shared_cluster() -> Cluster:
    """Return the server of this test run, from before settings were read."""
    return Cluster(os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"])


def with_name(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


@functools.cache
def template_files() -> Path:
    """Migrate one database and collect static files, once for the whole run."""
    directory = Path(os.environ["AMBIT_TEST_SERVICES"]) / TEMPLATE
    cluster = shared_cluster()
    cluster.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
    environment = {
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "AMBIT_DATA_DIR": str(directory),
        "DATABASE_URL": with_name(cluster.owner_url, TEMPLATE),
        "DEMO": "no",
    }
    run([sys.executable, "-m", "portal.run.setup"], environment)
    return directory


def run(command: list[str], environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        command,
        env={**os.environ, **environment},
        cwd=PROJECT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{command} failed:\n{done.stdout}{done.stderr}"
    return done.stdout
