"""Settings refuse what would be unsafe, and say where to look."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal.celery import app
from portal.settings import env

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "DATABASE_URL": "postgresql://app@localhost/ambit",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-+",
    "SECRET_KEK": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "OIDC_PRIVATE_KEY": "pem",
    "BASE_URL": "https://ambit.example",
    "ALLOWED_HOSTS": "ambit.example",
    "REDIS_URL": "redis://localhost/0",
    "EMAIL_HOST": "localhost",
}


def import_production(environment):
    return subprocess.run(
        [sys.executable, "-c", "import portal.settings.production"],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_everything_it_needs():
    done = import_production(PRODUCTION)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "name",
    ["DATABASE_URL", "SECRET_KEY", "SECRET_KEK", "OIDC_PRIVATE_KEY", "BASE_URL"],
)
def test_production_refuses_to_start_without(name):
    environment = {key: value for key, value in PRODUCTION.items() if key != name}

    done = import_production(environment)

    assert done.returncode != 0
    assert f"The environment variable {name} is not set" in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("OUTBOUND_ALLOWED", "http://127.0.0.1:8801"), ("DEMO", "yes")],
)
def test_production_refuses_what_is_for_the_demo(name, value):
    done = import_production({**PRODUCTION, name: value})

    assert done.returncode != 0
    assert name in done.stderr


def test_flag_refuses_a_spelling_it_does_not_know(monkeypatch):
    monkeypatch.setenv("DEMO", "maybe")

    with pytest.raises(ImproperlyConfigured, match=r"\.env\.example"):
        env.flag("DEMO", default=False)


def test_secret_may_come_from_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("from the vault\n")
    monkeypatch.setenv("SECRET_KEK_FILE", str(tmp_path / "key"))

    assert env.secret("SECRET_KEK") == "from the vault"


def test_database_address_may_be_a_socket_with_spaces(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://app:p%40ss@%2Fa%20dir/ambit?x=1")

    found = env.database("DATABASE_URL")

    assert found["HOST"] == "/a dir"
    assert found["PASSWORD"] == "p@ss"
    assert found["OPTIONS"] == {"x": "1"}


def test_outbound_is_closed_by_default():
    assert settings.OUTBOUND_ALLOWED == []


@pytest.mark.parametrize("entry", sorted(settings.CELERY_BEAT_SCHEDULE))
def test_schedule_names_a_task_that_exists(entry):
    app.loader.import_default_modules()

    assert settings.CELERY_BEAT_SCHEDULE[entry]["task"] in app.tasks
