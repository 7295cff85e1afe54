"""Ana at one place, with choices that name a condition."""

from dataclasses import replace

import pytest
from django.core.cache import cache

from consent.preferences.models import Preference
from consent.vocabulary.levels import Level, choices_of
from tests import people

CYSTIC_FIBROSIS = "MONDO:0009061"


@pytest.fixture(autouse=True)
def no_tries_yet(db):
    """The limit of tries is kept in the cache."""
    cache.clear()


@pytest.fixture
def saved(ana, link, mondo) -> Preference:
    value = replace(
        choices_of(Level.CONDITION), conditions=frozenset({CYSTIC_FIBROSIS})
    )
    return people.choose(ana, value)


@pytest.fixture
def visitor(client, ana, saved):
    return people.sign_in(client, ana)
