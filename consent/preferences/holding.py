"""Over which links nothing may flow, after a restore, until the person chooses again."""

from collections.abc import Collection, Sequence
from datetime import datetime

from consent.links.models import Link, LinkVersion

Cause = LinkVersion.Cause
# What a person says after the restore is newer than all that a place can know.
OWN_WORDS = {Cause.PREFERENCE, Cause.LINKED, Cause.ENDED}


def links_to_hold(
    links: Sequence[Link], *, known: Collection[int], since: datetime
) -> list[Link]:
    """Return the links to hold; `known` are those whose place knows more than we do.

    What was told since the restore for another reason than the person's own words
    hides what the place knew before: it counts as more than we know.
    """
    own, other = _told_since(links, since)
    return [
        link
        for link in links
        if link.state == Link.State.ACTIVE
        and link.pk not in own
        and (link.pk in other or link.pk in known)
    ]


def links_elsewhere(
    participant_ids: Collection[int], *, besides: Sequence[Link], since: datetime
) -> list[Link]:
    """Return the other links of people of whom one place knew a choice that we lost.

    The choice was meant for every place, whether or not it got there in time.
    """
    links = list(
        Link.objects.filter(
            participant__in=participant_ids,
            state=Link.State.ACTIVE,
            held_since=None,
        )
        .exclude(pk__in=[link.pk for link in besides])
        .select_related("platform")
        .order_by("pk")
    )
    own, _ = _told_since(links, since)
    return [link for link in links if link.pk not in own]


def _told_since(
    links: Sequence[Link], since: datetime
) -> tuple[Collection[int], Collection[int]]:
    found = LinkVersion.objects.filter(link__in=links, issued_at__gte=since)
    own: set[int] = set()
    other: set[int] = set()
    for link_id, cause in found.values_list("link_id", "cause"):
        if cause in OWN_WORDS:
            own.add(link_id)
        elif cause != Cause.RESTORE:
            other.add(link_id)
    return own, other
