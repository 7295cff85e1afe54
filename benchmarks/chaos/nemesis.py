"""What goes wrong, one thing after another, from a seed."""

import contextlib
import time
from collections import Counter
from collections.abc import Callable

from django.db import connection
from redis import Redis, RedisError

from tests.faults.world import World
from tests.own_postgres import OwnPostgres

PROGRAMS = ("web", "worker-urgent", "worker", "worker-slow", "dispatch")
BETWEEN_SECONDS = (1.0, 4.0)


class Nemesis:
    """Kills, freezes and empties what the stack is made of; counts what it did."""

    def __init__(self, world: World, postgres: OwnPostgres) -> None:
        self.world = world
        self.stack = world.stack
        self.chance = world.chance
        self.postgres = postgres
        self.did: Counter[str] = Counter()

    def rage(self, seconds: float) -> None:
        """Do one thing after another until the time is over, then mend everything."""
        moves = self._moves()
        names, weights = list(moves), [weight for weight, _move in moves.values()]
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(self.chance.uniform(*BETWEEN_SECONDS))
            [name] = self.chance.choices(names, weights)
            moves[name][1]()
            self.did[name] += 1

    def _moves(self) -> dict[str, tuple[int, Callable[[], None]]]:
        return {
            "web killed": (2, lambda: self._kill("web")),
            "worker killed": (6, lambda: self._kill(self.chance.choice(PROGRAMS[1:4]))),
            "dispatcher killed": (2, lambda: self._kill("dispatch")),
            "worker frozen": (
                2,
                lambda: self._freeze(self.chance.choice(PROGRAMS[1:4])),
            ),
            "Valkey emptied": (4, self._flush),
            "Valkey killed": (2, lambda: self._kill("valkey", gone=3.0)),
            "Valkey frozen": (2, lambda: self._freeze("valkey")),
            "PostgreSQL restarted": (1, self._restart_postgres),
        }

    def _kill(self, name: str, *, gone: float = 0.5) -> None:
        if self.stack.is_running(name):
            self.stack.kill(name)
        time.sleep(self.chance.uniform(0, gone))
        self.stack.start(name)

    def _freeze(self, name: str) -> None:
        self.stack.freeze(name)
        time.sleep(self.chance.uniform(1, 5))
        self.stack.thaw(name)

    def _flush(self) -> None:
        with contextlib.suppress(RedisError), self._broker() as broker:
            broker.flushall()

    def _broker(self) -> Redis:
        return Redis.from_url(self.stack.valkey.url, socket_timeout=2)

    def _restart_postgres(self) -> None:
        self.postgres.restart_immediately()
        connection.close()
