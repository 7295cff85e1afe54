"""Give the application's database role what it needs, and no more."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from psycopg import sql

from consent.append_only import AppendOnly

# Doors of the owner: what these do, the role cannot do by itself.
DOORS = (
    "consent_keep_decision_months(integer, integer)",
    "consent_compact_feeds(integer, bigint, bigint)",
)
CHILDREN = """
SELECT child.relname FROM pg_inherits
JOIN pg_class child ON child.oid = pg_inherits.inhrelid
JOIN pg_class parent ON parent.oid = pg_inherits.inhparent
WHERE parent.relname = ANY(%s) AND child.relkind = 'r'
"""


class Command(BaseCommand):
    """Run as the owner, after every `migrate`; running it again changes nothing."""

    help = "Grants the app role its rights: read and add everywhere, change only where rows may change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help="Name of the application's database role.")

    def handle(self, *_args: Any, **options: Any) -> None:
        role = sql.Identifier(options["role"])
        ledgers = [
            model._meta.db_table
            for model in apps.get_models()
            if issubclass(model, AppendOnly)
        ]
        with connection.cursor() as cursor:
            cursor.execute(CHILDREN, [ledgers])
            children = [name for (name,) in cursor.fetchall()]
            for statement in _statements(role, ledgers, children):
                cursor.execute(statement)
        self.stdout.write(f"{options['role']} may only add to {len(ledgers)} ledgers.")


def _statements(
    role: sql.Identifier, ledgers: Sequence[str], children: Sequence[str]
) -> Iterator[sql.Composed]:
    """Take everything away, give back what is needed, and close the ledgers.

    A month of a ledger is a table of its own: nobody goes around the parent.
    """
    yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role)
    yield sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(role)
    yield sql.SQL(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}"
    ).format(role)
    yield sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(
        role
    )
    yield sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(_tables(ledgers), role)
    yield sql.SQL("REVOKE ALL ON {} FROM {}").format(_tables(children), role)
    yield sql.SQL("REVOKE INSERT, UPDATE, DELETE ON {} FROM {}").format(
        _tables(["django_migrations"]), role
    )
    for door in DOORS:
        yield sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(sql.SQL(door), role)


def _tables(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
