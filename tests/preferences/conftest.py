"""Ana, who chooses; Lakeside, which holds her samples."""

import pytest

from consent.preferences import services as preferences
from consent.vocabulary.levels import Level
from tests import people
from tests.preferences.restores import confirm


@pytest.fixture
def visitor(client, ana):
    """Ana's browser, freshly signed in."""
    return people.sign_in(client, ana)


@pytest.fixture
def place(db):
    return people.make_platform("lakeside")


@pytest.fixture
def joined(ana, place):
    """Ana shares for health at Lakeside, and Lakeside has put that in force."""
    people.choose(ana, Level.HEALTH)
    link = preferences.join(participant=ana.participant, platform=place, by=ana.account)
    confirm(link)
    return link
