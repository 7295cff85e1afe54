"""Reading what people said of uses."""

from django.db.models import QuerySet

from consent.disputes.models import Dispute
from consent.participants.models import Participant


def disputes_of(participant: Participant) -> QuerySet[Dispute]:
    """Give this person's messages with what they are about, the newest first."""
    return (
        Dispute.objects.filter(participant=participant)
        .select_related("access_event__platform", "by")
        .order_by("-made_at", "-pk")
    )


def open_about(participant: Participant, event_id: int) -> Dispute | None:
    """Return the message about a use that waits for an answer, if there is one."""
    return (
        disputes_of(participant).filter(access_event=event_id, answered_at=None).first()
    )
