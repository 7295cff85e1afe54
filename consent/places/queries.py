"""What is known of each place of a person, in a handful of statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from consent.access_history.models import AccessEvent
from consent.asks import queries as asks
from consent.asks.models import Ask, Residue
from consent.links.models import Link
from consent.organizations.models import Platform
from consent.participants.models import Participant
from consent.preferences import queries as preferences
from consent.publishing.progress import PlaceProgress, progress_of
from consent.vocabulary.choices import Choices


@dataclass
class Known:
    """One place that holds, or held, data of a person.

    `links` begins with the newest; a place that was left and joined again has more.
    """

    platform: Platform
    links: list[Link] = field(default_factory=list)
    progress: PlaceProgress | None = None
    uses: int = 0
    reported_at: datetime | None = None
    asks: list[Ask] = field(default_factory=list)
    residue: list[Residue] = field(default_factory=list)

    @property
    def link(self) -> Link:
        return self.links[0]


@dataclass(frozen=True)
class Places:
    """All places of a person in the order of names, and the choices they follow."""

    known: Sequence[Known]
    saved: Choices | None


def places_of(participant: Participant) -> Places:
    """Return every place that this person was ever linked to."""
    found: dict[int, Known] = {}
    links = list(_links_of(participant))
    for link in links:
        known = found.setdefault(link.platform_id, Known(link.platform))
        known.links.append(link)
        known.uses += link.uses
        known.reported_at = max(
            filter(None, (known.reported_at, link.reported_at)), default=None
        )
    if any(link.state != Link.State.ENDED for link in links):
        for progress in progress_of(participant):
            found[progress.platform.pk].progress = progress
    if any(link.has_asks for link in links):
        for ask in asks.asks_of(participant):
            found[ask.link.platform_id].asks.append(ask)
    if any(link.has_residue for link in links):
        residue = asks.residue_of(participant)
        for link in links:
            found[link.platform_id].residue += residue.get(link.pk, [])
    saved = preferences.choices_of(preferences.current(participant)) if found else None
    return Places(list(found.values()), saved)


def _links_of(participant: Participant) -> QuerySet[Any]:
    """Return all links, counted: what most people have none of is not looked for."""
    events = AccessEvent.objects.filter(link=OuterRef("pk")).order_by()
    used = events.exclude(way=AccessEvent.Way.REFUSED).values("link")
    return (
        Link.objects.filter(participant=participant)
        .select_related("platform__organization")
        .annotate(
            uses=Coalesce(Subquery(used.annotate(n=Count("pk")).values("n")), 0),
            reported_at=Subquery(
                events.values("link").annotate(at=Max("reported_at")).values("at")
            ),
            has_asks=Exists(Ask.objects.filter(link=OuterRef("pk"))),
            has_residue=Exists(Residue.objects.filter(link=OuterRef("pk"))),
        )
        .order_by("platform__name", "-id")
    )
