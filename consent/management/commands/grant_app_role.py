"""Give the application's database role what it needs, and no more."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from psycopg import sql

from consent.append_only import AppendOnly

KEEPER = "consent_keep_decision_months(integer, integer)"


class Command(BaseCommand):
    """Run as the owner, after every `migrate`; running it again changes nothing."""

    help = "Grants the app role its rights: read and add everywhere, change only where rows may change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help="Name of the application's database role.")

    def handle(self, *_args: Any, **options: Any) -> None:
        role = sql.Identifier(options["role"])
        ledgers = [
            sql.Identifier(model._meta.db_table)  # noqa: SLF001
            for model in apps.get_models()
            if issubclass(model, AppendOnly)
        ]
        statements = [
            sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role),
            sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(role),
            sql.SQL(
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}"
            ).format(role),
            sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(
                role
            ),
            sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(
                sql.SQL(", ").join(ledgers), role
            ),
            sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}").format(
                role
            ),
            sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(sql.SQL(KEEPER), role),
        ]
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        self.stdout.write(f"The role {options['role']} may add to {len(ledgers)} ledgers.")
