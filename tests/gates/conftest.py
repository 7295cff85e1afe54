"""The demo, inside the process of the test."""

import os

import pytest
from django.core.management import call_command

# Playwright keeps an event loop in this thread; nothing here runs inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture
def stage(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    call_command("load_diseases", verbosity=0)
    call_command("seed_demo", verbosity=0)
