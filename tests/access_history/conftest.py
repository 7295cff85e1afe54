"""Lakeside, which holds Ana's data; the Library, which is another platform."""

import pytest

from consent.diseases import services as diseases
from consent.diseases.services import DiseaseLine
from consent.preferences import services as preferences
from consent.vocabulary.diseases import built_in_diseases
from tests import institutions, people


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
