"""The servers and addresses of one installation: embedded, or yours by URL."""

import os
from dataclasses import dataclass, field

from portal.run import postgres, valkey
from portal.run.errors import CannotStart
from portal.run.places import Places
from portal.run.supervisor import Supervisor

SERVER_READY_SECONDS = 30


@dataclass(frozen=True)
class Installation:
    """What programs need to know; only setup may know the owner's address."""

    places: Places
    database_url: str
    owner_url: str
    broker_url: str
    redis_url: str
    extra: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": os.environ.get(
                "DJANGO_SETTINGS_MODULE", "portal.settings.dev"
            ),
            "AMBIT_DATA_DIR": str(self.places.data),
            "DATABASE_URL": self.database_url,
            # Whoever started us may have set it; no long-lived process may use it.
            "DATABASE_OWNER_URL": "",
            "BROKER_URL": self.broker_url,
            "REDIS_URL": self.redis_url,
            "PYTHONUNBUFFERED": "1",
            **self.extra,
        }

    def owner_environment(self) -> dict[str, str]:
        return {**self.environment(), "DATABASE_URL": self.owner_url}


def start_servers(supervisor: Supervisor, places: Places) -> Installation:
    """Start what the environment does not name, and return all addresses."""
    database_url = os.environ.get("DATABASE_URL", "")
    owner_url = os.environ.get("DATABASE_OWNER_URL", "")
    if bool(database_url) != bool(owner_url):
        raise CannotStart(
            "Set both DATABASE_URL (the app role) and DATABASE_OWNER_URL, or neither."
        )
    if not database_url:
        server = start_postgres(supervisor, places)
        database_url = server.url(postgres.APP)
        owner_url = server.url(postgres.OWNER)
    redis_url = os.environ.get("REDIS_URL", "")
    broker_url = os.environ.get("BROKER_URL", "") or redis_url
    if not broker_url:
        doorbell = start_valkey(supervisor, places)
        redis_url, broker_url = doorbell.url, doorbell.broker_url
    return Installation(places, database_url, owner_url, broker_url, redis_url)


def start_postgres(
    supervisor: Supervisor, places: Places, *, forgetful: bool = False
) -> postgres.Postgres:
    """Start PostgreSQL and make its roles; `forgetful` is quick, for tests."""
    server = postgres.prepare(places, forgetful=forgetful)
    child = supervisor.start_tier([server.program()])[0]
    supervisor.wait_for(child, server.is_ready, within=SERVER_READY_SECONDS)
    postgres.make_roles(server, may_create_databases=forgetful)
    return server


def start_valkey(supervisor: Supervisor, places: Places) -> valkey.Valkey:
    """Start Valkey and wait for its answer."""
    server = valkey.prepare(places)
    child = supervisor.start_tier([server.program()])[0]
    supervisor.wait_for(child, server.is_ready, within=SERVER_READY_SECONDS)
    return server
