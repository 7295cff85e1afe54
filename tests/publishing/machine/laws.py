"""What must hold after every move, whatever went wrong before it.

The letters are those of the checker of `tests/faults/world.py`: (a) everybody knows
the newest, (b) nothing is claimed too much, (c) versions only grow, (d) nobody hears
of another's subject, (e) the feed tells the same story without gaps.
"""

import json
from collections.abc import Iterator, Sequence

from django.db.models import F

from consent.links.models import Link, LinkVersion
from consent.publishing.leases import consent_lease, valid_until
from consent.publishing.models import Delivery, FeedEntry, FeedHead
from tests.publishing.machine.place import Place

NARROWINGS = ("narrowed", "withdrawn")


def broken(places: Sequence[Place], *, lost: set[str]) -> list[str]:
    """Name what does not hold now; subjects a platform lost are excused from (b)."""
    return [
        fault
        for place in places
        for fault in (
            *claimed_too_much(place, lost),
            *(f"(c) {subject} went back" for subject in place.went_back()),
            *heard_of_others(place),
            *feed_faults(place),
            *lease_faults(place),
        )
    ]


def unknown(place: Place) -> Iterator[str]:
    """Name the links whose platform does not have the newest version in force."""
    for delivery in deliveries(place):
        link = delivery.link
        if delivery.closed_version == delivery.target_version == link.version:
            continue
        # A platform may forget what has ended.
        if link.subject_id not in place.held and link.state == Link.State.ENDED:
            continue
        if place.held.get(link.subject_id) != link.version:
            yield f"(a) {link} is not known as {link.version}"
        if not link.version == delivery.target_version == delivery.enforced_version:
            yield f"(a) {delivery} does not know that {link.version} is in force"
        if place.told.get(link.subject_id) != newest_told(link):
            yield f"(a) {link} was told something else"


def claimed_too_much(place: Place, lost: set[str]) -> Iterator[str]:
    for delivery in deliveries(place):
        subject = delivery.link.subject_id
        if subject in lost:
            continue
        if delivery.received_version > place.held.get(subject, 0):
            yield f"(b) {delivery} claims {delivery.received_version} as received"
        if delivery.enforced_version > place.in_force.get(subject, 0):
            yield f"(b) {delivery} claims {delivery.enforced_version} as in force"


def heard_of_others(place: Place) -> Iterator[str]:
    links = Link.objects.filter(platform=place.platform)
    own = set(links.values_list("subject_id", flat=True))
    strangers = place.seen - own - place.undone
    yield from (f"(d) {subject} is a stranger" for subject in strangers)


def feed_faults(place: Place) -> Iterator[str]:
    head = FeedHead.objects.filter(platform=place.platform).first()
    if head is None:
        return
    entries = FeedEntry.objects.filter(platform=place.platform, epoch=head.epoch)
    numbers = list(entries.order_by("seq").values_list("seq", flat=True))
    if numbers != list(range(1, head.seq + 1)):
        yield f"(e) the feed of {place.platform} has gaps"
    behind = Delivery.objects.filter(platform=place.platform).exclude(
        target_version=F("link__version")
    )
    yield from (f"(e) {delivery} aims at an old version" for delivery in behind)


def lease_faults(place: Place) -> Iterator[str]:
    """Hold the lease and the urgency against the versions themselves."""
    oldest = None
    found = LinkVersion.objects.filter(
        link__platform=place.platform, change__in=NARROWINGS
    )
    narrowings = list(found.values_list("link_id", "version", "issued_at"))
    for delivery in deliveries(place):
        done = max(delivery.enforced_version, delivery.closed_version)
        since = min(
            (
                at
                for link_id, version, at in narrowings
                if link_id == delivery.link_id and version > done
            ),
            default=None,
        )
        if delivery.narrowing_since != since:
            yield f"(lease) {delivery} narrows since {delivery.narrowing_since}"
        if since is not None:
            oldest = min(oldest or since, since)
    if oldest is not None and valid_until(place.platform) > oldest + consent_lease():
        yield f"(lease) of {place.platform} outlasts a narrowing"


def deliveries(place: Place):
    return Delivery.objects.filter(platform=place.platform).select_related("link")


def newest_told(link: Link) -> dict:
    entry = FeedEntry.objects.filter(link=link).order_by("-version").first()
    return json.loads(entry.body)["told"] if entry else {}
