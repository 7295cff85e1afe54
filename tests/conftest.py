"""What every test may ask for: real processes, a browser, the official vectors."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.stack import Stack

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# A busy machine is not a failure of the rule.
hypothesis_settings.register_profile(
    "ambit", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("ambit")


@pytest.fixture
def start_stack(tmp_path_factory, django_db_setup, django_db_blocker):
    """Make stacks: real processes, each with its own database, which models use too.

    Takes `environment` (shorter durations, say) and `with_demo`.
    """
    stacks: list[Stack] = []
    with django_db_blocker.unblock():

        def make(**options) -> Stack:
            stack = Stack(tmp_path_factory.mktemp("stack"), **options)
            stacks.append(stack)
            stack.adopt()
            return stack

        yield make
        for stack in reversed(stacks):
            stack.close()


@pytest.fixture
def stack(start_stack) -> Stack:
    """One stack with an empty, migrated database; nothing runs but its Valkey."""
    return start_stack()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Use the browser that the machine has."""
    found = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, BROWSERS)), None
    )
    if found is None:
        pytest.fail(
            "No Chromium was found. Install it (Debian: apt-get install chromium)."
        )
    return {
        **browser_type_launch_args,
        "executable_path": found,
        "args": ["--disable-gpu"],
    }


@pytest.fixture(scope="session")
def conformance() -> Path:
    """Return the directory of official vectors; say loudly when it is missing."""
    if not settings.CONFORMANCE_DIR.is_dir():
        pytest.skip(
            f"NO OFFICIAL VECTORS: {settings.CONFORMANCE_DIR} is missing. Set CONFORMANCE_DIR."
        )
    return settings.CONFORMANCE_DIR
