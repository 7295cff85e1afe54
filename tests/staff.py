"""Staff of tests, signed in with a second factor, with the rights they need."""

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth.models import Permission
from django.http import HttpRequest
from django.test import Client

from consent.participants.models import Account


def make_staff(name: str, *, may_change: tuple[str, ...] = ()) -> Account:
    """Make somebody who reads everything, and may act on these models."""
    account = Account.objects.create_user(
        f"{name.lower()}@ambit.example", called=name, is_staff=True
    )
    account.user_permissions.set(
        Permission.objects.filter(
            codename__startswith="view_", content_type__app_label="consent"
        )
        | Permission.objects.filter(
            codename__in=[f"change_{model}" for model in may_change]
        )
    )
    return account


def signed_in(account: Account) -> Client:
    """Return a browser of the account, as after password and code."""
    client = Client()
    client.force_login(account)
    session = client.session
    request = HttpRequest()
    request.session = session
    record_authentication(request, account, "mfa", type="totp")
    session.save()
    return client
