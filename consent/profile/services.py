"""Changing what belongs to an account: its settings, sessions and address."""

from collections.abc import Mapping
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from consent.audit import services as audit
from consent.notifications import services as letters
from consent.notifications.models import Letter, LetterChoice
from consent.participants.models import Account


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a person may set; letters by kind."""

    language: str
    time_zone: str
    has_large_text: bool
    yearly_month: int | None
    letters: Mapping[Letter.Kind, LetterChoice.How]


@transaction.atomic
def change_settings(*, value: Settings, by: Account) -> None:
    """Set all that the settings page shows, for the account itself."""
    account = Account.objects.select_for_update().get(pk=by.pk)
    account.language = value.language
    account.time_zone = value.time_zone
    account.has_large_text = value.has_large_text
    account.yearly_month = value.yearly_month
    account.save(
        update_fields=["language", "time_zone", "has_large_text", "yearly_month"]
    )
    for kind, how in value.letters.items():
        letters.choose_how(account=account, kind=kind, how=how)


@transaction.atomic
def tell_new_address(*, by: AbstractBaseUser, before: str) -> None:
    """Tell both addresses that the account has another one now."""
    account = Account.objects.get(pk=by.pk)
    audit.record(kind="account.address_changed", body={"account": account.pk})
    letters.write(
        account=account,
        kind=Letter.Kind.EMAIL_CHANGED,
        key=f"email_changed-{timezone.now().isoformat()}",
        also_to=before,
    )


def end_session(*, number: int, by: Account) -> None:
    """Sign one device of the account out; one that is gone already is no fault."""
    for session in UserSession.objects.filter(pk=number, user=by):
        session.end()


def end_other_sessions(*, keep: str, by: Account) -> None:
    """Sign every device of the account out, but the one with this session key."""
    for session in UserSession.objects.filter(user=by).exclude(session_key=keep):
        session.end()
