"""Who an organization is, as one platform's uses see it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from consent.decisions.duo import Member
from consent.decisions.uses import Party
from consent.organizations.models import (
    Organization,
    Partnership,
    Platform,
    SigningSecret,
)
from consent.prepared import fetch
from consent.vocabulary.terms import Group

# A part of a larger statement, with %(names)s and %(platform)s; one JSON list.
PARTIES = """(
    SELECT json_agg(json_build_array(
        asker.code, asker.ror, asker.kind, asker.is_pledged AND NOT asker.is_suspended,
        EXISTS (
            SELECT FROM consent_partnership
            WHERE platform_id = %(platform)s AND partner_id = asker.id
              AND ended_at IS NULL
        )))
    FROM consent_organization asker
    WHERE asker.code = ANY(%(names)s) OR asker.ror = ANY(%(names)s)
)"""
FOR_PROFIT = frozenset({Organization.Kind.COMPANY, Organization.Kind.OTHER_COMPANY})


def parties_for(names: Sequence[str], *, platform: Platform) -> tuple[Party, ...]:
    """Return the parties for several names, in order, in one statement."""
    row = fetch(
        f"SELECT {PARTIES}",
        {"names": list(names), "platform": platform.pk},
    )
    return parties_in(row[0] if row else None, names)


def parties_in(
    rows: Sequence[Sequence[Any]] | None, names: Iterable[str]
) -> tuple[Party, ...]:
    """Return the parties for names, in order, from what `PARTIES` found."""
    known: dict[str, Party] = {}
    for code, ror, kind, is_trusted, is_partner in rows or ():
        party = _party(code, kind, is_trusted=is_trusted, is_partner=is_partner)
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


def public_keys(platform: Platform) -> QuerySet[SigningSecret]:
    """Return the key pairs that sign for a platform now, the newest first."""
    return platform.signing_secrets.filter(
        Q(expires_at=None) | Q(expires_at__gt=Now()),
        scheme=SigningSecret.Scheme.V1A,
    ).order_by("-created_at", "-pk")
