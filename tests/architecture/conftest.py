"""Who knocks at the doors: nobody, people, platforms, staff."""

import pytest
from django.test import Client

from tests import institutions, people


@pytest.fixture
def somebody(db):
    """A participant."""
    authority = people.make_person("Ben")
    client = Client()
    client.force_login(authority.account)
    return client


@pytest.fixture
def staff(db):
    """Staff without any participant, and without a second factor."""
    client = Client()
    client.force_login(institutions.make_steward())
    return client


@pytest.fixture
def member(db):
    """Owner of an institution, without a second factor."""
    platform = people.make_platform("nowhere")
    client = Client()
    client.force_login(institutions.make_member(platform.organization))
    return client


@pytest.fixture
def platform(db):
    """A platform whose token carries every scope."""
    steward = institutions.make_steward()
    return institutions.connect(people.make_platform("lakeside"), steward)
