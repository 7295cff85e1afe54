"""Reading the letters of an account."""

from typing import Final

from django.db.models import QuerySet

from consent.notifications.models import Letter
from consent.participants.models import Account

# Marks the note of the device that an account was first used with.
FIRST: Final = "first"


def letters_of(account: Account) -> QuerySet[Letter]:
    """Give the letters to this account, the newest first.

    The note of its first device is none: it only remembers.
    """
    letters = Letter.objects.filter(account=account).exclude(about__has_key=FIRST)
    return letters.select_related("participant").order_by("-pk")
