"""Finding what was asked of places, and what they answered."""

from collections.abc import Collection

from django.db.models import QuerySet

from consent.asks.models import Ask, Residue
from consent.instants import in_seconds
from consent.participants.models import Participant


def told_of(link_ids: Collection[int]) -> dict[int, list[dict[str, object]]]:
    """Return the open asks of links as their places are told of them, oldest first."""
    found: dict[int, list[dict[str, object]]] = {}
    asks = Ask.objects.open().filter(link__in=link_ids).order_by("asked_at", "pk")
    for ask in asks:
        found.setdefault(ask.link_id, []).append(
            {
                "id": str(ask.pk),
                "kind": ask.kind,
                "asked_at": in_seconds(ask.asked_at),
            }
        )
    return found


def asks_of(participant: Participant) -> QuerySet[Ask]:
    """Return all that was ever asked for a person, the newest first."""
    return (
        Ask.objects.filter(link__participant=participant)
        .select_related("link__platform")
        .order_by("-asked_at", "-pk")
    )


def residue_of(participant: Participant) -> dict[int, list[Residue]]:
    """Return by link what its place said last that stays."""
    found: dict[int, list[Residue]] = {}
    lines = Residue.objects.filter(link__participant=participant)
    for line in lines.order_by("-version", "pk"):
        newest = found.setdefault(line.link_id, [])
        if not newest or newest[0].version == line.version:
            newest.append(line)
    return found
