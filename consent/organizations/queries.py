"""Who an organization is, as one platform's uses see it."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Exists, OuterRef, Q

from consent.decisions.duo import Member
from consent.decisions.uses import Party
from consent.organizations.models import Organization, Partnership, Platform
from consent.vocabulary.terms import Group

FOR_PROFIT = frozenset({Organization.Kind.COMPANY, Organization.Kind.OTHER_COMPANY})


def party_for(name: str, *, platform: Platform) -> Party:
    """Return the party that an organization's code or ROR URL stands for."""
    return parties_for([name], platform=platform)[0]


def parties_for(names: Iterable[str], *, platform: Platform) -> tuple[Party, ...]:
    """Return the parties for several names, in order, in one statement."""
    names = list(names)
    if not names:
        return ()
    partners = Partnership.objects.filter(
        platform=platform, partner=OuterRef("pk"), ended_at=None
    )
    rows = (
        Organization.objects.filter(Q(code__in=names) | Q(ror__in=names))
        .annotate(is_partner=Exists(partners))
        .values_list("code", "ror", "kind", "is_pledged", "is_suspended", "is_partner")
    )
    known: dict[str, Party] = {}
    for code, ror, kind, is_pledged, is_suspended, is_partner in rows:
        is_trusted = is_pledged and not is_suspended
        party = _party(code, kind, is_trusted=is_trusted, is_partner=bool(is_partner))
        known[code] = party
        if ror:
            known[ror] = party
    return tuple(known.get(name) or Party(name, None) for name in names)


def party_of(organization: Organization, *, is_partner: bool) -> Party:
    """Return the party of an organization: which row of people's grids it is in.

    A company stays a company, even as a partner of the registry.
    """
    return _party(
        organization.code,
        organization.kind,
        is_trusted=organization.is_pledged and not organization.is_suspended,
        is_partner=is_partner,
    )


def _party(code: str, kind: str, *, is_trusted: bool, is_partner: bool) -> Party:
    if kind == Organization.Kind.BARRED:
        return Party(code, None, barred=True)
    if not is_trusted:
        return Party(code, None)
    if is_partner and kind not in FOR_PROFIT:
        return Party(code, Group.REGISTRY)
    return Party(code, Group(kind))


def members_for(platforms: Iterable[Platform]) -> Mapping[int, Sequence[Member]]:
    """Return by platform id every trusted organization with a ROR id, as seen there.

    Two statements for any number of platforms.
    """
    platforms = list(platforms)
    partners: dict[int, set[int]] = {platform.pk: set() for platform in platforms}
    for platform_id, partner_id in Partnership.objects.filter(
        platform__in=platforms, ended_at=None
    ).values_list("platform_id", "partner_id"):
        partners[platform_id].add(partner_id)
    rows = list(
        Organization.objects.filter(is_pledged=True, is_suspended=False)
        .exclude(kind=Organization.Kind.BARRED)
        .exclude(ror=None)
        .order_by("code")
        .values_list("pk", "code", "ror", "kind")
    )
    return {
        platform.pk: [
            Member(code, ror or "", party.group)
            for pk, code, ror, kind in rows
            if (
                party := _party(
                    code, kind, is_trusted=True, is_partner=pk in partners[platform.pk]
                )
            ).group
        ]
        for platform in platforms
    }


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of organizations by code; unknown codes are left out."""
    rows = Organization.objects.filter(code__in=set(codes))
    return dict(rows.values_list("code", "name"))
