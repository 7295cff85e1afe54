"""Private PostgreSQL and Valkey for one test run, started before settings are read.

Loaded with `-p tests.services`, because a conftest would come too late: then
Django's settings have been read. Workers of a parallel run share the servers.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from portal.run import postgres
from portal.run.installation import start_postgres, start_valkey
from portal.run.places import prepare
from portal.run.supervisor import Supervisor

MARK = "AMBIT_TEST_SERVICES"


def start() -> None:
    """Start both servers, and tell the settings where they are."""
    directory = Path(tempfile.mkdtemp(prefix="ambit-test-"))
    owner = os.getpid()
    supervisor = Supervisor(directory / "logs", say=print)

    def end() -> None:
        if os.getpid() == owner:
            supervisor.stop()
            shutil.rmtree(directory, ignore_errors=True)

    atexit.register(end)
    places = prepare(directory / "data")
    database = start_postgres(supervisor, places, forgetful=True)
    doorbell = start_valkey(supervisor, places)
    os.environ |= {
        MARK: str(directory),
        "AMBIT_DATA_DIR": str(places.data),
        "DATABASE_URL": database.url(postgres.APP),
        "DATABASE_OWNER_URL": database.url(postgres.OWNER),
        "BROKER_URL": doorbell.broker_url,
        "REDIS_URL": doorbell.url,
    }


if MARK not in os.environ:
    start()
