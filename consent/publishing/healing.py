"""Mending what a comparison found."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now

from consent.alarms.models import Alarm
from consent.alarms.services import raise_alarm
from consent.links import services as link_services
from consent.links.models import Link, LinkVersion
from consent.organizations.models import Platform
from consent.participants.models import Participant
from consent.publishing.claims import lock_deliveries
from consent.publishing.digest import NEWEST, Difference
from consent.publishing.services import publish
from consent.publishing.targets import send_again
from consent.statements import rows

TOGETHER = 200
SOON = timedelta(minutes=1)
Item = TypeVar("Item")

TOLD = f"SELECT link.id, entry.body FROM {NEWEST} WHERE link.id = ANY(%(links)s)"  # noqa: S608


def heal(*, platform: Platform, differences: Sequence[Difference]) -> int:
    """Send again what the platform lost, and return for how many that is news to us.

    What it merely has not received yet is on its way already. A version that it
    misunderstood is told anew under a higher number, as it would not apply the same
    one twice; not twice within a minute. In slices, so that nobody's own change waits
    long for a platform that lost much.
    """
    again = {
        one.link_id: one.held
        for one in differences
        if one.is_news and one.link_id is not None and one.code != "different"
    }
    anew = [
        one.link_id
        for one in differences
        if one.code == "different" and one.link_id is not None
    ]
    count = sum(_send_again(dict(some)) for some in _slices(list(again.items())))
    count += sum(_tell_anew(some) for some in _slices(anew))
    if count:
        raise_alarm(
            platform_id=platform.pk, kind=Alarm.Kind.DIFFERENT, detail=str(count)
        )
    return count


def _slices(found: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(found), TOGETHER):
        yield found[start : start + TOGETHER]


@transaction.atomic
def _send_again(held: Mapping[int, int | None]) -> int:
    return send_again(held=held)


@transaction.atomic
def _tell_anew(link_ids: Sequence[int]) -> int:
    """Give links a higher number for what they stand for already."""
    people = Link.objects.filter(pk__in=link_ids).values("participant_id")
    list(Participant.objects.filter(pk__in=people).order_by("pk").select_for_update())
    newest = LinkVersion.objects.filter(link=OuterRef("pk")).order_by("-version")
    links: list[Any] = list(
        Link.objects.filter(pk__in=link_ids)
        .annotate(
            cause=Subquery(newest.values("cause")[:1]),
            told_at=Subquery(newest.values("issued_at")[:1]),
            meant=Subquery(newest.values("preference_version")[:1]),
        )
        .exclude(cause=LinkVersion.Cause.RESTORE, told_at__gt=Now() - SOON)
        .select_related("platform")
        .order_by("pk")
    )
    versions = link_services.issue_versions(
        links=links,
        cause=LinkVersion.Cause.RESTORE,
        # Nobody knows which way it was misunderstood: so it hurries.
        change=LinkVersion.Change.NARROWED,
        preference_version={link.pk: link.meant for link in links},
    )
    ids = [link.pk for link in links]
    lock_deliveries(ids)
    publish(versions=versions, told=_told(ids))
    return len(versions)


def _told(link_ids: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
    found = rows(TOLD, {"links": list(link_ids)})
    return {link_id: json.loads(body)["told"] for link_id, body in found}
