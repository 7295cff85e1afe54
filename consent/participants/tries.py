"""How often an account may type a wrong code: counted for an hour, in the database."""

from typing import Final

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext_noop as _

from consent.errors import Refusal
from consent.participants.models import Account

MOST: Final = 10
COUNTED_FOR: Final = 3600


class TooManyTries(Refusal):
    """The account typed too many wrong codes lately; also the right one must wait."""

    code = "too_many_tries"
    sentence = _("Too many wrong codes. Please wait an hour, then try again.")


def require_left(*, by: Account) -> None:
    """Raise TooManyTries when the account has none left for now."""
    if cache.get(_key(by), 0) >= MOST:
        raise TooManyTries


@transaction.atomic
def count_wrong(*, by: Account) -> None:
    """Count one; never inside a transaction that a refusal takes back."""
    # The cache reads, then writes: only a lock lets two tries at once count as two.
    Account.objects.select_for_update(no_key=True).get(pk=by.pk)
    cache.set(_key(by), cache.get(_key(by), 0) + 1, COUNTED_FOR)


def _key(by: Account) -> str:
    return f"wrong-codes-{by.pk}"
