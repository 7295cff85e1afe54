"""What the role of all running programs cannot do, tried as that role."""

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from tests.architecture.test_models import LEDGERS
from tests.stack_database import with_name

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def app():
    """Connect to the test database as the app role."""
    call_command("grant_app_role", settings.DATABASE_APP_ROLE, verbosity=0)
    url = with_name(settings.DATABASE_APP_URL, connection.settings_dict["NAME"])
    with psycopg.connect(url, autocommit=True) as found:
        yield found


def tables() -> list[str]:
    ledgers = [apps.get_model("consent", name)._meta.db_table for name in LEDGERS]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits"
            " WHERE inhparent = 'consent_decisionrecord'::regclass"
        )
        return ledgers + [name for (name,) in cursor.fetchall()]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE", "DROP TABLE {}"],
)
def test_app_role_cannot_change_a_ledger(app, statement):
    for table in tables():
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(sql.SQL(statement).format(sql.Identifier(table)))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE consent_link ADD COLUMN mine int",
        "DROP TABLE consent_link",
        "TRUNCATE consent_link CASCADE",
        "ALTER TABLE consent_preference DISABLE TRIGGER ALL",
        "DELETE FROM django_migrations",
        "SET session_replication_role = replica",
    ],
)
def test_app_role_cannot_change_the_schema_or_switch_off_guards(app, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(statement)


def test_app_role_can_add_and_read(app):
    app.execute(
        "INSERT INTO consent_logentry (kind, body, salt, leaf)"
        " VALUES ('test', '{}', '', '')"
    )

    assert app.execute("SELECT count(*) FROM consent_logentry").fetchone() == (1,)


def test_triggers_stop_even_the_owner():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO consent_logentry (kind, body, salt, leaf)"
            " VALUES ('test', '{}', '', '')"
        )
        with pytest.raises(Exception, match="Cannot update or delete"):
            cursor.execute("UPDATE consent_logentry SET kind = 'other'")


def test_app_role_can_make_and_drop_months_only_by_the_keeper(app):
    made = app.execute("SELECT consent_keep_decision_months(5, 12)").fetchall()

    assert all(line.startswith("made ") for (line,) in made)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("DELETE FROM consent_decisionrecord")


def test_keeper_drops_nothing_that_the_app_role_made_up(app):
    app.execute("CREATE TEMPORARY TABLE pg_class (oid oid, relname text)")
    app.execute("CREATE TEMPORARY TABLE pg_inherits (inhrelid oid, inhparent oid)")
    app.execute("INSERT INTO pg_temp.pg_class VALUES (1, 'consent_accessevent')")
    app.execute(
        "INSERT INTO pg_temp.pg_inherits"
        " VALUES (1, 'public.consent_decisionrecord'::regclass::oid)"
    )
    app.execute("GRANT ALL ON pg_temp.pg_class, pg_temp.pg_inherits TO PUBLIC")

    done = app.execute("SELECT consent_keep_decision_months(3, 12)").fetchall()

    assert done == []
    assert app.execute("SELECT count(*) FROM consent_accessevent").fetchone() == (0,)
