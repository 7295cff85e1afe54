"""Reading who helps whom, and which codes wait."""

from django.db.models import QuerySet
from django.db.models.functions import Now

from consent.helping.models import HelperInvitation
from consent.participants.models import Account, Authority, Participant

HELPER_KINDS = (Authority.Kind.HELPER_VIEW, Authority.Kind.HELPER_CHOOSE)


def waiting() -> QuerySet[HelperInvitation]:
    """Return the invitations that may still become a helper."""
    return HelperInvitation.objects.filter(
        confirmed_at=None, ended_at=None, expires_at__gt=Now()
    )


def waiting_for(participant: Participant) -> QuerySet[HelperInvitation]:
    mine = waiting().filter(participant=participant)
    return mine.select_related("accepted_by").order_by("pk")


def accepted_by(account: Account) -> QuerySet[HelperInvitation]:
    """Return those that this account accepted and the person has not confirmed yet."""
    mine = waiting().filter(accepted_by=account)
    return mine.select_related("participant").order_by("pk")


def acting_for(participant: Participant) -> QuerySet[Authority]:
    """Return who may act for a person now, themselves left out."""
    current = Authority.objects.current().filter(participant=participant)
    others = current.exclude(kind=Authority.Kind.SELF)
    return others.select_related("account").order_by("pk")
