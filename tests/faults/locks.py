"""Rows that a test keeps locked, so that a process waits exactly there."""

import threading
from typing import Self

import psycopg

from tests.stack import Stack
from tests.stack_database import with_name


class Lock:
    """Holds the rows that a statement locks, from `take` until the block ends."""

    def __init__(self, stack: Stack, statement: str) -> None:
        self.statement = statement
        self.link = psycopg.connect(with_name(stack.cluster.owner_url, stack.database))
        self.guard = threading.Lock()
        self.is_held = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        with self.guard:
            self.link.close()

    def take(self) -> None:
        """Lock the rows; a second time, or after the block, nothing happens."""
        with self.guard:
            if not self.is_held and not self.link.closed:
                self.link.execute(self.statement)
                self.is_held = True

    def is_waited_for(self) -> bool:
        """Whether we hold the rows and another process waits for a lock."""
        with self.guard:
            said = self.link.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
            return self.is_held and said.fetchone() is not None
