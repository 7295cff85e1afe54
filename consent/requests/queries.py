"""Reading what a person is asked."""

from django.db.models import QuerySet
from django.utils import timezone

from consent.participants.models import Participant
from consent.requests.models import Asking, Request


def askings_of(participant: Participant) -> QuerySet[Asking]:
    """Give everything this person was asked, with who asks, the newest first."""
    return (
        Asking.objects.filter(participant=participant)
        .exclude(request__state=Request.State.DRAFT)
        .select_related("request__organization", "grant")
        .order_by("-asked_at", "-pk")
    )


def waiting(participant: Participant) -> QuerySet[Asking]:
    """Give what the person has not answered and still can."""
    return askings_of(participant).filter(
        answer="",
        request__state=Request.State.OPEN,
        request__answer_by__gt=timezone.now(),
    )


def count_waiting(participant: Participant) -> int:
    return waiting(participant).count()
