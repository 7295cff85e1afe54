"""Ana at Lakeside: she shared widely, which is in force there, and now narrows."""

import pytest

from consent.links.models import Link
from consent.preferences import services as preferences
from consent.vocabulary.levels import Level
from tests import people
from tests.delivery_page.arrivals import enforce


@pytest.fixture
def lakeside(db):
    return people.make_platform("lakeside")


@pytest.fixture
def link(ana, lakeside):
    """Ana at Lakeside; she shared widely, which is in force, and now narrows."""
    joined = preferences.join(
        participant=ana.participant, platform=lakeside, by=ana.account
    )
    people.choose(ana, Level.WIDE)
    enforce(joined)
    people.choose(ana, Level.NONE, replacing=1)
    return Link.objects.get(pk=joined.pk)


@pytest.fixture
def visitor(client, ana):
    return people.sign_in(client, ana)
