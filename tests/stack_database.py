"""Databases for real processes: migrated once, then copied."""

import functools
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from portal.run.places import PROJECT

MARK = os.environ.get("PYTEST_XDIST_WORKER", "main")
TEMPLATE = f"stack_template_{MARK}"


def with_name(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


@functools.cache
def template_files() -> Path:
    """Migrate one database and collect static files, once for the whole run."""
    directory = Path(os.environ["AMBIT_TEST_SERVICES"]) / TEMPLATE
    execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
    environment = {
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "AMBIT_DATA_DIR": str(directory),
        "DATABASE_URL": with_name(os.environ["DATABASE_OWNER_URL"], TEMPLATE),
        "DEMO": "no",
    }
    run([sys.executable, "-m", "portal.run.setup"], environment)
    return directory


def copy_template(mark: str) -> str:
    template_files()
    name = f"stack_{MARK}_{mark}_{time.monotonic_ns()}"[:63]
    execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(TEMPLATE)
        )
    )
    return name


def drop(name: str) -> None:
    execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def execute(statement: sql.Composed) -> None:
    url = with_name(os.environ["DATABASE_OWNER_URL"], "postgres")
    with psycopg.connect(url, autocommit=True) as link:
        link.execute(statement)


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
