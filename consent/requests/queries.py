"""Reading what a person is asked."""

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from consent.participants.models import Participant
from consent.requests.models import Asking, Request

WAITING, ANSWERED, ENDED = "waiting", "answered", "ended"


def askings_of(participant: Participant) -> QuerySet[Asking]:
    """Give everything this person was asked, with who asks, the newest first."""
    return (
        Asking.objects.filter(participant=participant)
        .exclude(request__state=Request.State.DRAFT)
        .select_related("request__organization", "grant__organization")
        .order_by("-asked_at", "-pk")
    )


def waiting(participant: Participant) -> QuerySet[Asking]:
    """Give what the person has not answered and still can, the first to end first."""
    found = askings_of(participant).filter(_tabs()[WAITING])
    return found.order_by("request__answer_by", "pk")


def count_waiting(participant: Participant) -> int:
    return waiting(participant).count()


def tab_of(participant: Participant, name: str) -> QuerySet[Asking]:
    """Give the requests of one tab."""
    if name == WAITING:
        return waiting(participant)
    return askings_of(participant).filter(_tabs()[name])


def count_tabs(participant: Participant) -> dict[str, int]:
    """Count the requests of every tab, in one statement."""
    wanted = {name: Count("pk", filter=tab) for name, tab in _tabs().items()}
    counts: dict[str, int] = askings_of(participant).order_by().aggregate(**wanted)
    return counts


def _tabs() -> dict[str, Q]:
    is_open = Q(
        request__state=Request.State.OPEN, request__answer_by__gt=timezone.now()
    )
    return {
        WAITING: Q(answer="") & is_open,
        ANSWERED: ~Q(answer=""),
        ENDED: Q(answer="") & ~is_open,
    }
