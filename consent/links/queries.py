"""Finding links, from the person's side and from the platform's."""

from django.db.models import QuerySet

from consent.links.models import Link
from consent.organizations.models import Platform
from consent.participants.models import Participant


def open_links_of(participant: Participant) -> QuerySet[Link]:
    """Return the participant's links that still count, with their platforms."""
    return (
        Link.objects.open()
        .filter(participant=participant)
        .select_related("platform__organization")
        .order_by("platform__name", "id")
    )


def find_link(*, platform: Platform, subject_id: str) -> Link | None:
    """Return the platform's own link, ended ones included, or nothing.

    Another platform's subject is nothing, exactly like an unknown one.
    """
    return Link.objects.filter(platform=platform, subject_id=subject_id).first()
