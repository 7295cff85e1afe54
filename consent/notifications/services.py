"""Writing letters: rows in the caller's transaction, mailed later by a task."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from consent.notifications.models import Letter, LetterChoice
from consent.notifications.wishes import (
    COLLECTED_FOR,
    OPTIONS,
    collected_kinds,
    picked_for,
    wish_for,
)
from consent.participants.models import Account, Authority, Participant

Kind = Letter.Kind
How = LetterChoice.How


def write(
    *,
    account: Account,
    kind: Letter.Kind,
    key: str,
    participant: Participant | None = None,
    about: Mapping[str, object] | None = None,
    also_to: str = "",
) -> None:
    """Write one letter to an account; the same key again does nothing.

    It belongs to the caller's transaction: no letter without its event. Whether and
    when a mail goes is what the account wished for. `about` holds numbers for its
    link; `also_to` is one more address for this mail, e.g. the one before.
    """
    letter = Letter(
        kind=kind,
        key=key,
        participant=participant,
        about=dict(about or {}),
        also_to=also_to,
    )
    _write([account.pk], letter)


def write_to_all(
    *,
    participant: Participant,
    kind: Letter.Kind,
    key: str,
    about: Mapping[str, object] | None = None,
) -> None:
    """Write to every account that may choose for the participant now, themselves too.

    The same key again does nothing.
    """
    holders = Authority.objects.to_choose().filter(
        participant=participant, account__is_active=True
    )
    letter = Letter(kind=kind, key=key, participant=participant, about=about or {})
    _write(set(holders.values_list("account_id", flat=True)), letter)


@transaction.atomic
def choose_how(*, account: Account, kind: Letter.Kind, how: LetterChoice.How) -> None:
    """Keep how the account wants mails of a kind; what waits to be mailed follows.

    Raises KeyError for a kind that cannot be chosen and ValueError for another wish
    than those of `OPTIONS`.
    """
    if how not in OPTIONS[kind]:
        raise ValueError(how)
    LetterChoice.objects.update_or_create(
        account=account, kind=kind, defaults={"how": how}
    )
    _reschedule(account, kind)


def read_letter(*, letter: Letter) -> None:
    """Note when a letter was first opened."""
    Letter.objects.filter(pk=letter.pk, read_at=None).update(read_at=timezone.now())


def read_all(*, account: Account) -> None:
    """Note that an account has read all its letters."""
    Letter.objects.filter(account=account, read_at=None).update(read_at=timezone.now())


def _write(accounts: Collection[int], letter: Letter) -> None:
    """Insert the letter once for each account that does not have it yet."""
    if not accounts:
        return
    kind = Kind(letter.kind)
    picked = _picked(accounts)
    Letter.objects.bulk_create(
        (
            Letter(
                account_id=account,
                participant=letter.participant,
                kind=kind,
                key=letter.key,
                about=letter.about,
                also_to=letter.also_to,
                mail_due_at=_due_at(account, kind, picked[account]),
            )
            for account in sorted(accounts)
        ),
        ignore_conflicts=True,
    )


def _picked(accounts: Collection[int]) -> dict[int, dict[str, str]]:
    """Return by account what it picked for each kind."""
    picked: dict[int, dict[str, str]] = {account: {} for account in accounts}
    rows = LetterChoice.objects.filter(account__in=accounts)
    for account, kind, how in rows.values_list("account_id", "kind", "how"):
        picked[account][kind] = how
    return picked


def _due_at(
    account: int, kind: Letter.Kind, picked: Mapping[str, str]
) -> datetime | None:
    """Say when the mail may go; what is collected goes with what waits already."""
    how, now = wish_for(kind, picked), timezone.now()
    if how == How.OFF:
        return None
    if how not in COLLECTED_FOR:
        return now
    latest = now + COLLECTED_FOR[how]
    waiting = Letter.objects.filter(
        account=account,
        kind__in=collected_kinds(picked),
        mail_due_at__gt=now,
        mail_due_at__lte=latest,
    )
    first: datetime | None = waiting.aggregate(first=Min("mail_due_at"))["first"]
    return first or latest


def _reschedule(account: Account, chosen: Letter.Kind) -> None:
    """Let the letters that were never tried go by what the account wants now."""
    waiting = Letter.objects.select_for_update().filter(
        account=account,
        kind__in=[kind for kind in Kind if picked_for(kind) == chosen],
        mail_due_at__isnull=False,
        attempts=0,
    )
    letters = list(waiting.order_by("pk"))
    Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(
        mail_due_at=None
    )
    picked = _picked([account.pk])[account.pk]
    for letter in letters:
        due_at = _due_at(account.pk, Kind(letter.kind), picked)
        Letter.objects.filter(pk=letter.pk).update(mail_due_at=due_at)
