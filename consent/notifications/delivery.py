"""Sending the mails of letters: the row is the job, and it is never lost.

A claim moves the row's time on, outside any transaction that waits for a server;
whoever dies in between leaves a row that is due again. So a mail goes at least once.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

import structlog
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from consent.notifications.mails import digest_of, mail_of
from consent.notifications.models import Letter, LetterChoice
from consent.notifications.wishes import IS_ALWAYS_MAILED, collected_kinds

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)
SERVER_AWAY_FOR = timedelta(minutes=1)
# The last wait repeats: without end for what must be known, else MOST_TRIES in all.
WAITS = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60, 240, 720, 1440))
MOST_TRIES = 10
TURN = "SELECT pg_advisory_xact_lock(hashtext('consent_letter'))"
# These are about one address or one mail; all else is about the server.
REFUSALS = (SMTPRecipientsRefused, SMTPDataError, ValueError)


@dataclass(frozen=True)
class Parcel:
    """Letters of one account that one mail tells of."""

    letters: Sequence[Letter]
    is_digest: bool = False


def post_letters(*, for_seconds: float, overdue: timedelta = timedelta()) -> int:
    """Send what is due since `overdue`, for so long at most; return how many mails.

    Stops when the mail server is away: the others would only wait for it too.
    """
    until = time.monotonic() + for_seconds
    sent = 0
    server = get_connection()
    try:
        while time.monotonic() < until and (letters := _claim(overdue)):
            for parcel in _parcels(letters):
                if not _post(server, parcel):
                    return sent
                sent += 1
    finally:
        server.close()
    return sent


def _claim(overdue: timedelta) -> list[Letter]:
    """Take all that is due of the account that waits longest; one claims at a time."""
    now = timezone.now()
    due = Letter.objects.filter(mail_due_at__lte=now)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(TURN)
        oldest = (
            due.filter(mail_due_at__lte=now - overdue).order_by("mail_due_at").first()
        )
        if oldest is None:
            return []
        letters = list(
            due.filter(account=oldest.account_id)
            .select_related("account", "participant")
            .order_by("pk")
        )
        _update(letters, mail_due_at=now + LEASE)
    return letters


def _parcels(letters: Sequence[Letter]) -> list[Parcel]:
    """Sort letters of one account into mails: one each, the collected ones together."""
    account = letters[0].account
    picked = dict(
        LetterChoice.objects.filter(account=account).values_list("kind", "how")
    )
    kinds = collected_kinds(picked)
    together = [letter for letter in letters if letter.kind in kinds]
    parcels = [Parcel([letter]) for letter in letters if letter.kind not in kinds]
    return [*parcels, Parcel(together, is_digest=True)] if together else parcels


def _post(server: BaseEmailBackend, parcel: Parcel) -> bool:
    """Send one mail and note what came of it; False if the server is away."""
    letters = parcel.letters
    try:
        server.open()
        is_sent = _send(server, _mails(parcel))
    except REFUSALS as error:
        _put_off(letters, error)
    except OSError as error:
        log.warning("mail_server_away", error=type(error).__name__)
        later = timezone.now() + SERVER_AWAY_FOR
        _update(letters, mail_due_at=later, last_error=type(error).__name__)
        return False
    except Exception as error:
        # One letter that cannot be written must not hold up all others.
        log.exception("letter_not_mailed", letter=letters[0].pk)
        _put_off(letters, error)
    else:
        mailed_at = timezone.now() if is_sent else None
        _update(letters, mail_due_at=None, mailed_at=mailed_at, last_error="")
    return True


def _mails(parcel: Parcel) -> Sequence[EmailMessage]:
    """Make the mail; a digest counts only what was not read meanwhile."""
    account = parcel.letters[0].account
    if not account.is_active:
        return []
    if not parcel.is_digest:
        return mail_of(parcel.letters[0])
    unread = sum(letter.read_at is None for letter in parcel.letters)
    return digest_of(account, unread) if unread else []


def _send(server: BaseEmailBackend, mails: Sequence[EmailMessage]) -> bool:
    """Send each copy; raises the refusal only if no address at all took its own.

    An old address may be dead: that is no reason to write to the new one for ever.
    """
    refusals = []
    for mail in mails:
        mail.connection = server
        try:
            mail.send()
        except REFUSALS as refusal:
            refusals.append(refusal)
    if mails and len(refusals) == len(mails):
        raise refusals[0]
    return bool(mails)


def _put_off(letters: Sequence[Letter], error: Exception) -> None:
    """Try again later, the later the more often it failed, or give up."""
    now, name = timezone.now(), type(error).__name__
    for letter in letters:
        tries = letter.attempts + 1
        wait = WAITS[min(tries, len(WAITS)) - 1]
        is_over = letter.kind not in IS_ALWAYS_MAILED and tries >= MOST_TRIES
        log.warning("letter_refused", letter=letter.pk, tries=tries, error=name)
        _update(
            [letter],
            mail_due_at=None if is_over else now + wait,
            attempts=F("attempts") + 1,
            last_error=name,
        )


def _update(letters: Sequence[Letter], **values: object) -> None:
    Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(**values)
