"""Mending what a comparison found."""

import json
from collections.abc import Mapping, Sequence

from django.db import transaction

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

TOLD = f"SELECT link.id, entry.body FROM {NEWEST} WHERE link.id = ANY(%(links)s)"  # noqa: S608


@transaction.atomic
def heal(*, platform: Platform, differences: Sequence[Difference]) -> int:
    """Send again what the platform lost, and return for how many that is news to us.

    What it merely has not received yet is on its way already. A version that it
    misunderstood is told anew under a higher number, as it would not apply the same
    one twice.
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
    if not again and not anew:
        return 0
    versions = _issue_anew(anew)
    lock_deliveries([*again, *anew])
    send_again(held=again)
    count = len(again) + len(anew)
    raise_alarm(platform_id=platform.pk, kind=Alarm.Kind.DIFFERENT, detail=str(count))
    publish(versions=versions, told=_told(anew))
    return count


def _issue_anew(link_ids: Sequence[int]) -> list[LinkVersion]:
    """Give links a higher number for what they stand for already."""
    if not link_ids:
        return []
    people = Link.objects.filter(pk__in=link_ids).values("participant_id")
    list(Participant.objects.filter(pk__in=people).order_by("pk").select_for_update())
    links = list(
        Link.objects.filter(pk__in=link_ids).select_related("platform").order_by("pk")
    )
    newest = LinkVersion.objects.filter(link__in=links).order_by("version")
    meant = dict(newest.values_list("link_id", "preference_version"))
    return link_services.issue_versions(
        links=links,
        cause=LinkVersion.Cause.RESTORE,
        # Nobody knows which way it was misunderstood: so it hurries.
        change=LinkVersion.Change.NARROWED,
        preference_version=meant,
    )


def _told(link_ids: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
    found = rows(TOLD, {"links": list(link_ids)})
    return {link_id: json.loads(body)["told"] for link_id, body in found}
