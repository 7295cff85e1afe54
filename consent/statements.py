"""Running the few statements that are written in SQL."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection


def run(statement: str, parameters: Mapping[str, Any]) -> int:
    """Run a statement; return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        touched: int = cursor.rowcount
        return touched


def rows(statement: str, parameters: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
    """Run a statement; return all of its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: Sequence[tuple[Any, ...]] = cursor.fetchall()
        return found
