"""The platform's own SQLite file: one connection, one writer at a time."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS told (
    subject_id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    told TEXT NOT NULL,
    received_at REAL NOT NULL,
    enforce_at REAL NOT NULL,
    enforced_version INTEGER NOT NULL DEFAULT 0,
    enforced_at REAL,
    confirmed_version INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS applied (
    id INTEGER PRIMARY KEY,
    subject_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    via TEXT NOT NULL,
    at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS staged (
    subject_id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    told TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS ask (
    id TEXT PRIMARY KEY, question TEXT NOT NULL, asked_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS answer (
    id INTEGER PRIMARY KEY,
    ask_id TEXT NOT NULL REFERENCES ask,
    subject_id TEXT NOT NULL,
    record TEXT NOT NULL,
    outcome TEXT NOT NULL,
    code TEXT NOT NULL,
    detail TEXT NOT NULL,
    given TEXT NOT NULL,
    question TEXT NOT NULL,
    obligations TEXT NOT NULL,
    months INTEGER,
    event_id TEXT NOT NULL,
    stopped_at REAL
);
CREATE TABLE IF NOT EXISTS report (
    event_id TEXT PRIMARY KEY,
    event TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    problem TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS wish (
    id TEXT PRIMARY KEY,
    subject_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    at REAL NOT NULL,
    done_at REAL,
    said TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS problem (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, what TEXT NOT NULL
);
"""

Row = sqlite3.Row
Value = str | int | float | None


class Store:
    """Every statement runs inside `writing()`, so that threads take turns."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = sqlite3.connect(
            folder / "platform.sqlite3", isolation_level=None, check_same_thread=False
        )
        self._connection.row_factory = sqlite3.Row
        # An answer of 200 promises that the change survives a power cut.
        self._connection.executescript(
            f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {SCHEMA}"
        )

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Do all or nothing; inner calls join the outer transaction."""
        with self._lock:
            if self._depth == 0:
                self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._connection.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._connection.execute("COMMIT")

    def run(self, statement: str, values: Sequence[Value] = ()) -> int:
        """Run a statement and say how many rows it changed."""
        with self.writing():
            return self._connection.execute(statement, values).rowcount

    def rows(self, statement: str, values: Sequence[Value] = ()) -> list[Row]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def row(self, statement: str, values: Sequence[Value] = ()) -> Row | None:
        found = self.rows(statement, values)
        return found[0] if found else None

    def fact(self, name: str) -> str | None:
        found = self.row("SELECT value FROM fact WHERE name = ?", (name,))
        return str(found["value"]) if found else None

    def remember(self, name: str, value: str | None) -> None:
        """Keep a fact, or forget it when the value is None."""
        if value is None:
            self.run("DELETE FROM fact WHERE name = ?", (name,))
        else:
            self.run("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))

    def close(self) -> None:
        with self._lock:
            self._connection.close()
