"""Finding the links of a person."""

from django.db.models import QuerySet

from consent.links.models import Link
from consent.participants.models import Participant


def open_links_of(participant: Participant) -> QuerySet[Link]:
    """Return the participant's links that still count, with their platforms."""
    return (
        Link.objects.open()
        .filter(participant=participant)
        .select_related("platform__organization")
        .order_by("platform__name", "id")
    )
