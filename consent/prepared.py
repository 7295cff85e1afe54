"""Statements that are planned once: for the few that run before each use of data.

They take Django's own connection, and so its transaction, but neither its cursor,
which sends every statement anew, nor its health check, which is one more question
before each request.
"""

from collections.abc import Mapping
from typing import Any

import psycopg
from django.conf import settings
from django.db import OperationalError, connection

# Planning takes longer than running; only what we prepare here is concerned.
PLAN_ONCE = "SET plan_cache_mode = force_generic_plan"
Row = tuple[Any, ...]
Parameters = Mapping[str, object]


def fetch(statement: str, parameters: Parameters) -> Row | None:
    """Return the first row of a statement that only reads.

    A connection that broke while it was idle is made anew, once.
    """
    try:
        return _run(statement, parameters).fetchone()
    except OperationalError:
        if connection.in_atomic_block:
            raise
        connection.close()
        return _run(statement, parameters).fetchone()


def execute(statement: str, parameters: Parameters) -> None:
    """Run a statement that writes; it is committed unless a transaction is open."""
    _run(statement, parameters)


def _run(statement: str, parameters: Parameters) -> psycopg.Cursor[Row]:
    connection.ensure_connection()
    raw: psycopg.Connection[Row] = connection.connection
    with connection.wrap_database_errors:
        # Poolers that share connections between transactions lose what was prepared.
        if raw.prepare_threshold is None and not settings.DATABASE_IS_POOLED:
            raw.prepare_threshold = 0
            psycopg.Cursor(raw).execute(PLAN_ONCE)
        return psycopg.Cursor(raw).execute(statement, parameters)
