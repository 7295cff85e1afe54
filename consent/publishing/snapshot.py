"""Everything that a platform should hold, streamed out of one moment."""

import contextlib
import json
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection

from consent.errors import Busy, ReconcileFirst, Unavailable
from consent.instants import in_seconds, whole
from consent.organizations.models import Platform
from consent.publishing.cursors import EMPTY, Position, write_cursor
from consent.publishing.leases import LEASE, lease_end
from consent.statements import run

CHUNK = 256 * 1024
RETRY_SECONDS = 10
LOCK_CLASS = 0x5A07
# A row that no other snapshot of the platform may hold; gone with its transaction.
LOCK = "SELECT pg_try_advisory_xact_lock(%(class)s, %(platform)s::integer)"
# Whoever reads slowly must not hold back the cleaning of tables for ever. It does not
# count while PostgreSQL waits for us to read on: whoever stops reading is aborted.
PATIENCE = "SET LOCAL statement_timeout = '15min'"
HEAD = f"""
SELECT pg_backend_pid(), head.epoch, head.seq, clock_timestamp(), {LEASE},
       (SELECT count(*) FROM consent_delivery WHERE platform_id = %(platform)s),
       EXISTS (SELECT FROM consent_platformhealth
               WHERE platform_id = %(platform)s AND reconciling_since IS NOT NULL)
FROM (SELECT) AS one
LEFT JOIN consent_feedhead head ON head.platform_id = %(platform)s
"""  # noqa: S608
# Canonical JSON holds no control characters: as quote and delimiter they leave each
# line exactly as it is stored. In the order of random ids, which joins nobody.
LINES = r"""
COPY (
    SELECT entry.body FROM consent_delivery d
    JOIN consent_link link ON link.id = d.link_id
    JOIN consent_feedentry entry
      ON entry.link_id = d.link_id AND entry.version = d.target_version
    WHERE d.platform_id = %(platform)s
    ORDER BY link.subject_id COLLATE "C"
) TO STDOUT (FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02')
"""


@dataclass(frozen=True)
class Head:
    """What a snapshot says of itself before its lines."""

    backend: int
    position: Position
    count: int
    valid_until: datetime

    def line(self, platform_id: int) -> bytes:
        said = {
            "next": write_cursor(platform_id, self.position),
            "head": self.position.seq,
            "count": self.count,
            "valid_until": in_seconds(self.valid_until),
        }
        return _line({"snapshot": said})


class Snapshot(Iterator[bytes]):
    """The chunks of a snapshot on their way; whoever takes it must close it."""

    def __init__(
        self,
        platform: Platform,
        head: Head,
        copy: psycopg.Copy,
        stack: contextlib.ExitStack,
    ) -> None:
        self._head = head
        self._stack = stack
        self._chunks = _read(copy, first=head.line(platform.pk))

    def __next__(self) -> bytes:
        try:
            return next(self._chunks)
        except BaseException:
            # Its end too.
            self.close()
            raise

    def close(self) -> None:
        """End the reading, also before its end."""
        # Told of an exception, a copy is cancelled and not waited for.
        early = GeneratorExit()
        with contextlib.suppress(psycopg.Error):
            self._stack.__exit__(GeneratorExit, early, None)

    def abort(self) -> None:
        """End the reading from another thread, while nobody reads on.

        Nothing less ends a statement that waits for its reader.
        """
        run("SELECT pg_terminate_backend(%(backend)s)", {"backend": self._head.backend})


def open_snapshot(platform: Platform) -> Snapshot:
    """Return the snapshot's bytes in chunks; whoever takes it must close it.

    It reads on a connection and in a transaction of its own, so that its lines and
    its cursor belong to one moment however long it takes; memory stays flat. Raises
    Busy while another one of the platform is being read, and ReconcileFirst.
    """
    with contextlib.ExitStack() as stack:
        try:
            own = stack.enter_context(_connect())
            head = _begin(own, platform)
            copy = stack.enter_context(
                own.cursor().copy(LINES, {"platform": platform.pk})
            )
        except psycopg.Error as error:
            raise Unavailable from error
        return Snapshot(platform, head, copy, stack.pop_all())


def _read(copy: psycopg.Copy, *, first: bytes) -> Generator[bytes]:
    buffer, count = bytearray(first), 0
    while block := copy.read():
        buffer += block
        count += 1
        if len(buffer) >= CHUNK:
            yield bytes(buffer)
            buffer.clear()
    buffer += _line({"end": {"count": count}})
    yield bytes(buffer)


def _connect() -> psycopg.Connection[tuple[Any, ...]]:
    own: psycopg.Connection[tuple[Any, ...]] = connection.get_new_connection(
        connection.get_connection_params()
    )
    own.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    own.read_only = True
    return own


def _begin(own: psycopg.Connection[tuple[Any, ...]], platform: Platform) -> Head:
    parameters = {"platform": platform.pk, "class": LOCK_CLASS}
    plain = psycopg.ClientCursor(own)
    plain.execute(PATIENCE)
    if plain.execute(LOCK, parameters).fetchone() != (True,):
        raise Busy(retry_after=RETRY_SECONDS)
    row = plain.execute(HEAD, parameters).fetchone()
    if row is None:
        raise Unavailable
    backend, epoch, seq, now, since, count, is_reconciling = row
    if is_reconciling:
        raise ReconcileFirst
    position = EMPTY if epoch is None else Position(epoch, seq)
    valid_until = whole(now) if platform.is_stopped else lease_end(since)
    return Head(backend, position, count, valid_until)


def _line(said: object) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode() + b"\n"
