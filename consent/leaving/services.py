"""Closing a login, with a week to undo it; the person's choices stay in force."""

from datetime import datetime, timedelta
from typing import Final

from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Token
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest, Now
from django.utils import timezone

from consent.audit import services as audit
from consent.errors import Refusal
from consent.helping.models import HelperInvitation
from consent.notifications import services as letters
from consent.notifications.models import Letter, LetterChoice
from consent.participants.models import Account, Authority, Participant

UNDO_FOR: Final = timedelta(days=7)
# A right must have lasted for a moment before it ends.
MOMENT: Final = timedelta(milliseconds=1)


class WorksHere(Refusal):
    """The account also works for an institution, or for Ambit."""

    code = "works_here"
    sentence = "This account is also for work. Ask the people you work with first."


@transaction.atomic
def close_later(*, by: Account) -> datetime:
    """Let an account be closed in a week, and write to it; return when.

    Asking twice changes nothing. The caller made sure of a fresh sign-in.
    """
    account = Account.objects.select_for_update(no_key=True).get(pk=by.pk)
    if account.is_staff or account.memberships.exists():
        raise WorksHere
    if account.closes_at is not None:
        return account.closes_at
    account.closes_at = timezone.now() + UNDO_FOR
    account.save(update_fields=["closes_at"])
    audit.record(
        kind="account.closing",
        body={"account": account.pk, "at": account.closes_at.isoformat()},
    )
    letters.write(
        account=account,
        kind=Letter.Kind.CLOSING,
        key=f"closing-{account.closes_at.isoformat()}",
    )
    return account.closes_at


@transaction.atomic
def keep(*, by: Account) -> bool:
    """Keep an account that was to be closed; return whether it was."""
    was_closing = Account.objects.filter(
        pk=by.pk, is_active=True, closes_at__isnull=False
    ).update(closes_at=None)
    if was_closing:
        audit.record(kind="account.kept", body={"account": by.pk})
    return bool(was_closing)


@transaction.atomic
def close(*, account_id: int) -> bool:
    """Close an account whose week is over; return whether it was its time.

    Nobody can sign in with it again, and it names nobody. Participants, their choices
    and whoever else chooses for them stay.
    """
    # People before accounts, as with every choice that somebody makes.
    people = Authority.objects.filter(account=account_id).values("participant_id")
    list(Participant.objects.filter(pk__in=people).order_by("pk").select_for_update())
    account = (
        Account.objects.select_for_update()
        .filter(pk=account_id, is_active=True, closes_at__lte=Now())
        .first()
    )
    if account is None:
        return False
    _end_rights(account)
    _end_sign_in(account)
    Letter.objects.filter(account=account).delete()
    LetterChoice.objects.filter(account=account).delete()
    account.email = f"closed-{account.pk}@closed.invalid"
    account.called = account.language = account.time_zone = ""
    account.yearly_month = None
    account.is_active = False
    account.set_unusable_password()
    account.save()
    audit.record(kind="account.closed", body={"account": account.pk})
    return True


def _end_rights(account: Account) -> None:
    """End all rights of the account; a person whom nobody acts for now has no name."""
    now = timezone.now()
    rights = Authority.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now))
    mine = rights.filter(account=account)
    people = set(mine.values_list("participant_id", flat=True))
    mine.update(ends_at=Greatest(Now(), F("starts_at") + MOMENT))
    HelperInvitation.objects.filter(
        Q(made_by=account) | Q(accepted_by=account), confirmed_at=None, ended_at=None
    ).update(ended_at=now)
    others = rights.filter(participant__in=people).exclude(account=account)
    kept = others.values("participant_id")
    Participant.objects.filter(pk__in=people).exclude(pk__in=kept).update(called="")


def _end_sign_in(account: Account) -> None:
    for session in UserSession.objects.filter(user=account):
        session.end()
    EmailAddress.objects.filter(user=account).delete()
    Authenticator.objects.filter(user=account).delete()
    Token.objects.filter(user=account).delete()
