"""What exists now and meets a person's choices: organizations, past uses, requests."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Final

from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from consent.access_history.models import AccessEvent
from consent.decisions.uses import Party
from consent.links.models import Link
from consent.organizations.models import Organization, Partnership
from consent.organizations.queries import party_of
from consent.participants.models import Participant
from consent.requests.models import Asking, Request
from consent.vocabulary.terms import Basis

LOOKED_BACK: Final = timedelta(days=365)
# Of these the newest are looked at: a page must not grow with years of uses.
MOST_USES: Final = 2_000
MOST_REQUESTS: Final = 50
MOST_FOUND: Final = 10


@dataclass(frozen=True)
class PastUses:
    """Uses that were the same in all that a decision looks at; `last` is the newest."""

    link_id: int
    organization: str
    on_behalf_of: Sequence[str]
    use: Mapping[str, object]
    count: int
    newest: int


class World:
    """The organizations that Ambit knows, as they stand at a person's places."""

    def __init__(self, links: Sequence[Link]) -> None:
        self.links = links

    @cached_property
    def organizations(self) -> dict[str, Organization]:
        return {row.code: row for row in Organization.objects.order_by("name", "pk")}

    @cached_property
    def partners(self) -> frozenset[tuple[int, int]]:
        """Pairs of a platform and an organization that its registry works with."""
        platforms = {link.platform_id for link in self.links}
        if not platforms:
            return frozenset()
        rows = Partnership.objects.filter(platform__in=platforms, ended_at=None)
        return frozenset(rows.values_list("platform_id", "partner_id"))

    def party(self, organization: Organization, platform_id: int | None) -> Party:
        """Return the row that applies to an organization at a place."""
        is_partner = (platform_id, organization.pk) in self.partners
        return party_of(organization, is_partner=is_partner)

    def parties(self, organization: Organization) -> list[Party]:
        """Every row that applies to it at the person's places, each once."""
        places: list[int | None] = [link.platform_id for link in self.links]
        found = [self.party(organization, place) for place in places or [None]]
        return list(dict.fromkeys(found))

    def parties_named(self, names: Sequence[str], link: Link) -> tuple[Party, ...]:
        """Return the parties of a use, named by code or ROR id, in order."""
        found = (
            self.organizations.get(name) or self._by_ror.get(name) for name in names
        )
        return tuple(
            self.party(row, link.platform_id) if row else Party(name, None)
            for name, row in zip(names, found, strict=True)
        )

    @cached_property
    def _by_ror(self) -> dict[str, Organization]:
        return {row.ror: row for row in self.organizations.values() if row.ror}


def past_uses(links: Sequence[Link]) -> list[PastUses]:
    """Group the newest uses of the last 12 months that rested on the person's choice."""
    newest = _uses(links).order_by("-pk").values("pk")[:MOST_USES]
    rows = (
        AccessEvent.objects.filter(pk__in=newest)
        .values("link_id", "organization", "on_behalf_of", "use")
        .annotate(count=Count("pk"), newest=Max("pk"))
        .order_by("-newest")
    )
    return [PastUses(**row) for row in rows]


def _uses(links: Sequence[Link]) -> QuerySet[AccessEvent]:
    return AccessEvent.objects.filter(
        link__in=[link.pk for link in links],
        occurred_at__gte=timezone.now() - LOOKED_BACK,
        basis=Basis.CHOICE,
    ).exclude(way=AccessEvent.Way.REFUSED)


def events_by_id(ids: Collection[int]) -> dict[int, AccessEvent]:
    return AccessEvent.objects.in_bulk(ids) if ids else {}


def open_requests(participant: Participant) -> list[Request]:
    """Give the newest requests that may still ask, but for those answered with no."""
    refused = Asking.objects.filter(
        participant=participant, answer=Asking.Answer.NO
    ).values("request_id")
    return list(
        Request.objects.filter(state=Request.State.OPEN, answer_by__gt=timezone.now())
        .exclude(pk__in=refused)
        .select_related("organization")
        .order_by("-created_at", "-pk")[:MOST_REQUESTS]
    )


def nameable(words: str) -> list[Organization]:
    """Find organizations that may have an answer of their own."""
    found = _trusted()
    for word in words.replace("\x00", " ").split():
        found = found.filter(name__icontains=word)
    return list(found.order_by("name", "pk")[:MOST_FOUND])


def named(codes: Collection[str], *, kept: Collection[str]) -> dict[str, Organization]:
    """Return organizations by code; one that was `kept` before stays, whatever it is."""
    readable = {code for code in codes if "\x00" not in code}
    if not readable and not kept:
        return {}
    known = _trusted().filter(code__in=readable)
    found = known | Organization.objects.filter(code__in=kept)
    return {row.code: row for row in found.order_by("name", "pk")}


def _trusted() -> QuerySet[Organization]:
    return Organization.objects.filter(is_pledged=True, is_suspended=False).exclude(
        kind=Organization.Kind.BARRED
    )
