"""Reading the letters of an account."""

from django.db.models import QuerySet

from consent.notifications.models import Letter
from consent.participants.models import Account


def letters_of(account: Account) -> QuerySet[Letter]:
    """Give every letter to this account, the newest first."""
    letters = Letter.objects.filter(account=account).select_related("participant")
    return letters.order_by("-pk")
