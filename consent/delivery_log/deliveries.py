"""A platform's deliveries: how far each has come, and every try, to be paged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db.models import F, Q, QuerySet

from consent.errors import Invalid, NotYours
from consent.organizations.models import Platform
from consent.publishing.models import Delivery, DeliveryAttempt

NEWEST_ATTEMPTS = 50


class State(StrEnum):
    """How far a delivery has come, as platforms read it."""

    DUE = "due"
    RECEIVED = "received"
    ENFORCED = "enforced"
    CLOSED = "closed"


# Each delivery is in exactly one of these. Being sent again makes it due.
IS_CLOSED = Q(closed_version__gte=F("target_version")) & (
    Q(received_version__lt=F("target_version"))
    | Q(enforced_version__lt=F("target_version"))
)
IS_DUE = Q(
    received_version__lt=F("target_version"), closed_version__lt=F("target_version")
)
IS_RECEIVED = Q(
    received_version__gte=F("target_version"),
    enforced_version__lt=F("target_version"),
    closed_version__lt=F("target_version"),
)
IS_ENFORCED = Q(
    received_version__gte=F("target_version"),
    enforced_version__gte=F("target_version"),
)
CONDITION: Final[Mapping[State, Q]] = {
    State.DUE: IS_DUE,
    State.RECEIVED: IS_RECEIVED,
    State.ENFORCED: IS_ENFORCED,
    State.CLOSED: IS_CLOSED,
}


@dataclass(frozen=True)
class DeliveryPage:
    """Some deliveries in a lasting order; `next` goes on behind the last of them."""

    items: Sequence[Delivery]
    next: str
    has_more: bool


def state_of(delivery: Delivery) -> State:
    """Return which of the conditions above the row meets."""
    received = delivery.received_version >= delivery.target_version
    if received and delivery.enforced_version >= delivery.target_version:
        return State.ENFORCED
    if delivery.closed_version >= delivery.target_version:
        return State.CLOSED
    return State.RECEIVED if received else State.DUE


def next_try(delivery: Delivery) -> datetime | None:
    """Return before when there is no next try; None where none is planned.

    What is received is asked after once it is late. An open breaker adds to it.
    """
    if state_of(delivery) not in {State.DUE, State.RECEIVED}:
        return None
    at = delivery.next_attempt_at
    is_received = delivery.received_version >= delivery.target_version
    late = delivery.enforce_by if is_received else None
    return max(at, late) if late else at


def deliveries_of(platform: Platform) -> QuerySet[Delivery]:
    return Delivery.objects.filter(platform=platform).select_related("link")


def delivery_page(
    platform: Platform, *, state: State | None = None, after: str = "", limit: int
) -> DeliveryPage:
    """Return the deliveries behind the subject id `after`; empty means the beginning.

    The order is that of joining, so that going on from `next` neither repeats nor
    leaves out a link, whatever has moved meanwhile. Raises Invalid when `after` is
    no subject of this platform.
    """
    rows = deliveries_of(platform).order_by("link_id")
    if state is not None:
        rows = rows.filter(CONDITION[state])
    if after:
        rows = rows.filter(link_id__gt=position_of(platform, after))
    found = list(rows[: limit + 1])
    items = found[:limit]
    return DeliveryPage(
        items=items,
        next=items[-1].link.subject_id if items else after,
        has_more=len(found) > limit,
    )


def position_of(platform: Platform, subject_id: str) -> int:
    """Return where a subject stands in the order of `delivery_page`."""
    found = (
        deliveries_of(platform)
        .filter(link__subject_id=subject_id)
        .values_list("link_id", flat=True)
        .first()
    )
    if found is None:
        raise Invalid(
            "There is no such subject to go on from.", errors={"after": "unknown"}
        )
    return found


def delivery_of(platform: Platform, subject_id: str) -> Delivery:
    """Return one delivery; raises NotYours for every subject of somebody else."""
    found = deliveries_of(platform).filter(link__subject_id=subject_id).first()
    if found is None:
        raise NotYours
    return found


def newest_attempts(delivery: Delivery) -> QuerySet[DeliveryAttempt]:
    """Return the newest tries of a delivery, the newest first."""
    rows = DeliveryAttempt.objects.filter(link=delivery.pk, platform=delivery.platform)
    return rows.order_by("-id")[:NEWEST_ATTEMPTS]
