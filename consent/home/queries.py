"""What the frame of every page and the home page show of an account: one statement."""

from dataclasses import dataclass

from django.db.models import (
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from consent.notifications.models import Letter
from consent.organizations.models import Membership
from consent.participants.models import Account, Participant
from consent.requests.models import Asking
from consent.requests.queries import waiting

ANSWERS = (Letter.Kind.DISPUTE_ANSWERED, Letter.Kind.ASK_ANSWERED)


@dataclass(frozen=True)
class Waiting:
    """What waits for an account: requests of whom it acts for, and its own letters.

    `answers` are those of the unread letters that answer what somebody asked.
    """

    is_member: bool = False
    requests: int = 0
    letters: int = 0
    answers: int = 0


def waiting_for(account: Account, participant: Participant | None) -> Waiting:
    """Ask once for all that waits; without a participant there are no requests."""
    unread = Letter.objects.filter(account=OuterRef("pk"), read_at=None)
    asked = waiting(participant) if participant else Asking.objects.none()
    found = Account.objects.filter(pk=account.pk).values_list(
        Exists(Membership.objects.filter(account=OuterRef("pk"))),
        _count(asked, "participant"),
        _count(unread, "account"),
        _count(unread.filter(Q(kind__in=ANSWERS)), "account"),
    )
    is_member, *counts = found.get()
    return Waiting(is_member, *(count or 0 for count in counts))


def _count(rows: QuerySet[Letter] | QuerySet[Asking], by: str) -> Subquery:
    counted = rows.order_by().values(by).annotate(count=Count("pk")).values("count")
    return Subquery(counted, output_field=IntegerField())
