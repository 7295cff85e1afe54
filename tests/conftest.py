"""What every test may ask for: real processes, a browser, vectors, and the personas."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from consent.diseases import services as diseases
from consent.diseases.services import DiseaseLine
from consent.preferences import services as preferences
from consent.vocabulary.diseases import built_in_diseases
from tests import institutions, people, pseudo
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


@pytest.fixture(scope="session")
def made_up_languages(tmp_path_factory):
    """A folder for LOCALE_DIR: whole catalogs of long words, and from right to left."""
    folder = tmp_path_factory.mktemp("locale")
    pseudo.write_catalogs(folder)
    return folder


@pytest.fixture
def two_languages(made_up_languages, settings):
    """German and Arabic are offered, in made-up words."""
    settings.LOCALE_PATHS = [made_up_languages]
    settings.LANGUAGES = [("en", "English"), ("ar", "العربية"), ("de", "Deutsch")]


@pytest.fixture
def sam(db):
    """Steward."""
    return institutions.make_steward()


@pytest.fixture
def ana(db):
    """Takes part, and has not chosen yet."""
    return people.make_person("Ana")


@pytest.fixture
def ben(db):
    """Takes part too, and must never see anything of Ana's."""
    return people.make_person("Ben")


@pytest.fixture
def hospital(db):
    """Asks for data; in pledge, not for profit."""
    return institutions.make_organization(ror=institutions.ROR)


@pytest.fixture
def lakeside(sam):
    """The program of the platform that holds Ana's data."""
    platform = people.make_platform("lakeside", details_apart=["health.sexual"])
    return institutions.connect(platform, sam)


@pytest.fixture
def library(sam):
    """The program of another platform."""
    return institutions.connect(people.make_platform("library"), sam)


@pytest.fixture
def link(ana, lakeside, hospital):
    """Ana at Lakeside."""
    return preferences.join(
        participant=ana.participant, platform=lakeside.platform, by=ana.account
    )


@pytest.fixture
def mondo(db):
    """The built-in diseases are loaded."""
    diseases.load(
        lines=[
            DiseaseLine(term.code, term.label, term.parents)
            for term in built_in_diseases().values()
        ],
        release="test",
    )
