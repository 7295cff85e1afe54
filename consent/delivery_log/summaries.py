"""A platform's deliveries in numbers."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from consent.delivery_log.deliveries import IS_DUE, IS_ENFORCED, IS_RECEIVED
from consent.organizations.models import Platform
from consent.publishing.models import Delivery


@dataclass(frozen=True)
class DeliverySummary:
    """How many of a platform's links are due, received only, or in force.

    A delivery that two people gave up is none of these.
    """

    due: int
    received: int
    enforced: int
    oldest_due_at: datetime | None


def summary_of(platform: Platform) -> DeliverySummary:
    """Return the platform's deliveries in numbers."""
    found = Delivery.objects.filter(platform=platform).aggregate(
        due=Count("pk", filter=IS_DUE),
        received=Count("pk", filter=IS_RECEIVED),
        enforced=Count("pk", filter=IS_ENFORCED),
        oldest_due_at=Min("due_since", filter=IS_DUE),
    )
    return DeliverySummary(**found)
