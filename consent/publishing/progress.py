"""How far versions have come at the places of one person, or of one platform."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, Min, OuterRef, Q, Subquery

from consent.links.models import Link, LinkVersion
from consent.links.queries import open_links_of
from consent.organizations.models import Platform
from consent.participants.models import Participant
from consent.publishing.instants import whole
from consent.publishing.leases import consent_lease
from consent.publishing.models import Confirmation, Delivery, DeliveryAttempt


class Progress(StrEnum):
    """How far a version has come at one place."""

    ON_ITS_WAY = "on_its_way"
    RECEIVED = "received"
    ENFORCED = "enforced"


@dataclass(frozen=True)
class PlaceProgress:
    """One place on the way of a choice from saved to in force.

    `sent_at` is the first try. `lease_ends_at` is when the place must stop even if
    it never hears of a narrowing; empty when no narrowing is outstanding.
    """

    link: Link
    platform: Platform
    state: Progress
    version: int
    sent_at: datetime | None
    received_at: datetime | None
    enforced_at: datetime | None
    last_error: str
    next_attempt_at: datetime | None
    lease_ends_at: datetime | None


@dataclass(frozen=True)
class DeliverySummary:
    """How many of a platform's links are due, received only, or in force."""

    due: int
    received: int
    enforced: int
    oldest_due_at: datetime | None


def progress_of(
    participant: Participant, preference_version: int | None = None
) -> list[PlaceProgress]:
    """Return how far a preference has come at each open link, in name order.

    Without a version: the newest that each link was told. A link that was never
    told anything, or not yet of this version, is left out.
    """
    versions = LinkVersion.objects.filter(link=OuterRef("pk"))
    if preference_version is None:
        wanted = versions.order_by("-version")
    else:
        # The first number that meant this preference, or a newer one.
        wanted = versions.filter(preference_version__gte=preference_version)
        wanted = wanted.order_by("version")
    told = {"link": OuterRef("pk"), "version__gte": OuterRef("wanted_version")}
    said = Confirmation.objects.filter(**told).order_by("at").values("at")
    tries = DeliveryAttempt.objects.filter(**told).order_by("id").values("at")
    rows = (
        open_links_of(participant)
        .select_related("delivery")
        .annotate(wanted_version=Subquery(wanted.values("version")[:1]))
        .filter(wanted_version__isnull=False, delivery__isnull=False)
        .annotate(
            sent_at=Subquery(tries[:1]),
            received_at=Subquery(said.filter(step=Confirmation.Step.RECEIVED)[:1]),
            enforced_at=Subquery(said.filter(step=Confirmation.Step.ENFORCED)[:1]),
        )
    )
    return [_progress(link) for link in rows]


def _progress(link: Any) -> PlaceProgress:
    """Derive the state from the delivery's numbers; `link` carries the annotations."""
    delivery: Delivery = link.delivery
    if delivery.enforced_version >= link.wanted_version:
        state = Progress.ENFORCED
    elif delivery.received_version >= link.wanted_version:
        state = Progress.RECEIVED
    else:
        state = Progress.ON_ITS_WAY
    since = delivery.narrowing_since
    return PlaceProgress(
        link=link,
        platform=link.platform,
        state=state,
        version=link.wanted_version,
        sent_at=link.sent_at,
        received_at=link.received_at,
        enforced_at=link.enforced_at,
        last_error=delivery.last_error,
        next_attempt_at=(
            delivery.next_attempt_at if state is Progress.ON_ITS_WAY else None
        ),
        lease_ends_at=whole(since + consent_lease()) if since else None,
    )


def summary_of(platform: Platform) -> DeliverySummary:
    """Return the platform's deliveries in numbers."""
    is_due = Q(received_version__lt=F("target_version"))
    is_enforced = Q(enforced_version__gte=F("target_version"))
    found = Delivery.objects.filter(platform=platform).aggregate(
        due=Count("pk", filter=is_due),
        received=Count("pk", filter=~is_due & ~is_enforced),
        enforced=Count("pk", filter=is_enforced),
        oldest_due_at=Min("due_since", filter=is_due),
    )
    return DeliverySummary(**found)
