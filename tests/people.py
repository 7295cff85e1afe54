"""The people and places of tests, made the way the portal makes them."""

from allauth.account.models import EmailAddress
from django.test import Client

from consent.organizations.models import Organization, Platform
from consent.participants import services as participants
from consent.participants.models import Account, Authority
from consent.preferences import services as preferences
from consent.preferences.models import Preference
from consent.vocabulary.choices import Choices
from consent.vocabulary.levels import Level, choices_of

PASSWORD = "a long walk by the lake"


def make_person(name: str, *, country: str = "FI") -> Authority:
    """Make an account with a verified e-mail that chooses for itself."""
    email = f"{name.lower()}@example.org"
    account = Account.objects.create_user(email, PASSWORD, called=name)
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    return participants.enrol(called=name, country=country, by=account)


def make_platform(code: str, **fields: object) -> Platform:
    """Make a live platform of its own hospital."""
    name = code.replace("-", " ").title()
    organization = Organization.objects.create(
        code=f"{code}-owner",
        name=f"{name} Trust",
        kind=Organization.Kind.NONPROFIT,
        country="FI",
        is_pledged=True,
    )
    defaults = {
        "name": name,
        "holds": "Your samples",
        "country": "FI",
        "state": Platform.State.LIVE,
    }
    return Platform.objects.create(
        organization=organization, code=code, **{**defaults, **fields}
    )


def choose(
    authority: Authority, value: Choices | Level, *, replacing: int | None = None
) -> Preference:
    """Save choices as the person."""
    choices = choices_of(value) if isinstance(value, Level) else value
    return preferences.choose(
        participant=authority.participant,
        value=choices,
        by=authority.account,
        authority=authority,
        replacing=replacing,
        language="en",
    )


def sign_in(client: Client, authority: Authority) -> Client:
    """Sign in with the password on the real page, so that the sign-in is fresh."""
    answer = client.post(
        "/accounts/login/", {"login": authority.account.email, "password": PASSWORD}
    )
    assert answer.status_code == 302, answer.content
    return client
