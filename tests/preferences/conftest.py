"""Ana, who chooses; Lakeside, which holds her samples."""

import pytest

from tests import people


@pytest.fixture
def ana(db):
    """Takes part, and has not chosen yet."""
    return people.make_person("Ana")


@pytest.fixture
def ben(db):
    """Takes part too, and must never see anything of Ana's."""
    return people.make_person("Ben")


@pytest.fixture
def visitor(client, ana):
    """Ana's browser, freshly signed in."""
    return people.sign_in(client, ana)
