import pytest

from consent.helping import services
from consent.participants.models import Authority
from tests import people


@pytest.fixture
def mei(db):
    """Wants to help Ana."""
    return people.make_person("Mei")


@pytest.fixture
def leo(db):
    """Ana's child; has no account of his own that matters here."""
    return people.make_person("Leo").participant


@pytest.fixture
def for_leo(ana, leo):
    return Authority.objects.create(
        account=ana.account, participant=leo, kind=Authority.Kind.GUARDIAN
    )


def make_helper(person, helper, kind=Authority.Kind.HELPER_VIEW, until=None):
    """Add a helper the whole way: code, acceptance, yes."""
    made = services.invite(
        participant=person.participant, kind=kind, helps_until=until, by=person.account
    )
    accepted = services.accept(code=made.code, by=helper.account)
    return services.confirm(invitation=accepted, by=person.account)
