"""Sending again what a platform asks for: subjects, a time, or all unconfirmed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from consent.audit import services as audit
from consent.delivery_log.deliveries import deliveries_of, position_of
from consent.organizations.models import Platform
from consent.participants.models import Account
from consent.publishing.models import Confirmation, Delivery, DeliveryAttempt
from consent.publishing.targets import send_again

# So many are locked together, and so many at most are taken in one call.
SLICE = 1_000
MOST_AT_ONCE = 20_000
IS_UNCONFIRMED = Q(received_version__lt=F("target_version")) | Q(
    enforced_version__lt=F("target_version")
)


@dataclass(frozen=True)
class Replay:
    """How many deliveries are due again, and which names were not found.

    `unknown` holds their places in the list that was asked for. `next` is the
    subject id to go on from when there was too much for one call, else empty.
    """

    replayed: int
    unknown: Sequence[int] = ()
    next: str = ""


def replay_subjects(
    *, platform: Platform, subject_ids: Sequence[str], by: Account | None = None
) -> Replay:
    """Let the newest version of each subject be sent again; others are not touched.

    Without `by` the platform itself asks. Saying a subject twice is fine.
    """
    found: Mapping[str, int] = dict(
        deliveries_of(platform)
        .filter(link__subject_id__in=set(subject_ids))
        .values_list("link__subject_id", "link_id")
    )
    unknown = [number for number, name in enumerate(subject_ids) if name not in found]
    done = _send(platform, list(found.values()), by=by)
    return Replay(replayed=done, unknown=unknown)


def replay_since(
    *, platform: Platform, since: datetime, after: str = "", by: Account | None = None
) -> Replay:
    """Send again all that the platform was sent, or confirmed, at or after `since`.

    For a platform that lost what it learned since then. What it never received is
    due anyway, and is left as it is.
    """
    sent = DeliveryAttempt.objects.filter(link=OuterRef("link"), at__gte=since)
    said = Confirmation.objects.filter(link=OuterRef("link"), at__gte=since)
    rows = deliveries_of(platform).filter(received_version__gte=F("target_version"))
    return _replay(
        platform, rows.filter(Exists(sent) | Exists(said)), after=after, by=by
    )


def replay_unconfirmed(
    *, platform: Platform, after: str = "", by: Account | None = None
) -> Replay:
    """Send again, at once, all that is not in force; also what two people gave up."""
    rows = deliveries_of(platform).filter(IS_UNCONFIRMED)
    return _replay(platform, rows, after=after, by=by)


def count_unconfirmed(*, platform: Platform) -> int:
    return deliveries_of(platform).filter(IS_UNCONFIRMED).count()


def _replay(
    platform: Platform, rows: QuerySet[Delivery], *, after: str, by: Account | None
) -> Replay:
    """Work through rows in the order of joining, up to `MOST_AT_ONCE` of them."""
    done, last = 0, position_of(platform, after) if after else 0
    for link_ids in _slices(rows, last):
        done += _send(platform, link_ids, by=by)
        last = link_ids[-1]
    is_more = rows.filter(link_id__gt=last).exists()
    place = (
        deliveries_of(platform).filter(link_id=last)
        if is_more
        else Delivery.objects.none()
    )
    return Replay(
        replayed=done,
        next=place.values_list("link__subject_id", flat=True).first() or "",
    )


def _slices(rows: QuerySet[Delivery], last: int) -> Iterator[list[int]]:
    """Yield link ids behind `last`; each slice is read after the one before is done."""
    for _ in range(MOST_AT_ONCE // SLICE):
        found = list(
            rows.filter(link_id__gt=last)
            .order_by("link_id")
            .values_list("link_id", flat=True)[:SLICE]
        )
        if found:
            yield found
            last = found[-1]
        if len(found) < SLICE:
            return


@transaction.atomic
def _send(platform: Platform, link_ids: Sequence[int], *, by: Account | None) -> int:
    if not link_ids:
        return 0
    audit.record(
        kind="delivery.sent_again",
        body={
            "platform": platform.pk,
            "deliveries": len(link_ids),
            "by": by.pk if by else None,
        },
    )
    return send_again(held=dict.fromkeys(link_ids, None))
