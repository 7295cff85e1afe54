"""How far each platform is, and what its feed holds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Min, OuterRef, Q, Subquery

from consent.errors import ResyncRequired
from consent.links.models import Link, LinkVersion
from consent.links.queries import open_links_of
from consent.organizations.models import Platform
from consent.participants.models import Participant
from consent.publishing.cursors import Position, read_cursor, write_cursor
from consent.publishing.instants import whole
from consent.publishing.models import (
    Confirmation,
    Delivery,
    DeliveryAttempt,
    FeedEntry,
    FeedHead,
)
from consent.publishing.schedule import seconds

# Where a feed stands before its first entry, whose epoch is not known yet.
EMPTY = Position(UUID(int=0), 0)


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
class FeedPage:
    """A page of stored lines, each canonical JSON as it was written at save."""

    items: list[str]
    next: str
    has_more: bool
    head: int
    valid_until: datetime


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


def consent_lease() -> timedelta:
    return timedelta(seconds=seconds("CONSENT_LEASE_SECONDS"))


# A part of a larger statement, with %(platform)s: what `lease_end` needs.
LEASE = """(
    SELECT least(clock_timestamp(), min(narrowing_since)) FROM consent_delivery
    WHERE platform_id = %(platform)s AND narrowing_since IS NOT NULL
)"""


def lease_end(since: datetime) -> datetime:
    """Return `valid_until` for the instant that `LEASE` found."""
    return whole(since + consent_lease())


def valid_until(platform: Platform) -> datetime:
    """Return until when the platform may act on what it holds.

    The database's clock or the oldest narrowing not yet in force, whichever is
    earlier, plus the consent lease; whole seconds. Over already where nothing may
    be used, so that what a platform was told before holds no longer than decisions.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT clock_timestamp(), least(clock_timestamp(), min(narrowing_since)) "
            "FROM consent_delivery "
            "WHERE platform_id = %s AND narrowing_since IS NOT NULL",
            [platform.pk],
        )
        now, since = cursor.fetchone()
    return whole(now) if platform.is_stopped else lease_end(since)


def feed_page(platform: Platform, after: str, limit: int) -> FeedPage:
    """Return the feed's lines behind the cursor `after`; empty means the beginning.

    Raises ResyncRequired when the cursor is of another epoch, another platform or
    ahead of the feed.
    """
    head = _head(platform)
    begin = _position(platform, after, head)
    # The head was read first: entries up to it are complete and without gaps.
    lines = list(
        FeedEntry.objects.filter(
            platform=platform, epoch=head.epoch, seq__gt=begin.seq, seq__lte=head.seq
        )
        .order_by("seq")
        .values_list("seq", "body")[:limit]
    )
    end = Position(head.epoch, lines[-1][0] if lines else begin.seq)
    return FeedPage(
        items=[body for _, body in lines],
        next=write_cursor(platform.pk, end),
        has_more=end.seq < head.seq,
        head=head.seq,
        valid_until=valid_until(platform),
    )


def has_news(platform: Platform, after: str) -> bool:
    """Whether `feed_page` would return anything; cheap enough to ask in a loop."""
    head = _head(platform)
    return _position(platform, after, head).seq < head.seq


def _head(platform: Platform) -> Position:
    found = (
        FeedHead.objects.filter(platform=platform).values_list("epoch", "seq").first()
    )
    return Position(*found) if found else EMPTY


def _position(platform: Platform, after: str, head: Position) -> Position:
    if not after:
        return Position(head.epoch, 0)
    position = read_cursor(platform.pk, after)
    if position == EMPTY:
        return Position(head.epoch, 0)
    if position.epoch != head.epoch or position.seq > head.seq:
        raise ResyncRequired
    return position


def version_in_force(
    link: Link, at: datetime
) -> tuple[LinkVersion | None, LinkVersion | None]:
    """Return the version the platform had in force at `at`, and the newest issued.

    They differ while the platform had not heard, or not confirmed, by then.
    """
    confirmed = Confirmation.objects.filter(
        link=link, step=Confirmation.Step.ENFORCED, at__lte=at
    ).order_by("-version")
    versions = LinkVersion.objects.filter(link=link)
    enforced = versions.filter(
        version=Subquery(confirmed.values("version")[:1])
    ).first()
    return enforced, versions.filter(issued_at__lte=at).order_by("-version").first()
