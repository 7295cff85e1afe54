"""Reading grants in the form the rule uses."""

from collections.abc import Collection

from consent.decisions.grants import Grant as GrantValue
from consent.grants.models import Grant
from consent.vocabulary.terms import Flag, Kind, Topic, Way


def alive(participant_id: int) -> list[Grant]:
    """Return the grants that still lift something, by the database's clock."""
    return alive_of([participant_id])[participant_id]


def alive_of(participant_ids: Collection[int]) -> dict[int, list[Grant]]:
    """Return for each person the grants that still lift something."""
    found: dict[int, list[Grant]] = {one: [] for one in participant_ids}
    for grant in (
        Grant.objects.alive()
        .filter(participant_id__in=participant_ids)
        .select_related("organization")
        .order_by("id")
    ):
        found[grant.participant_id].append(grant)
    return found


def value_of(grant: Grant) -> GrantValue:
    """Return the grant as the rule reads it; its organization must be loaded.

    A request whose text changes ends the grants given to the old text, so that the
    text of a living grant is the current one.
    """
    flags = {Flag.TOOLS: grant.is_tools, Flag.COMMERCIAL: grant.is_commercial}
    return GrantValue(
        code=grant.request_code,
        organization=grant.organization.code,
        study=grant.study,
        kinds=frozenset(map(Kind, grant.kinds)),
        topic=Topic(grant.topic),
        flags=frozenset(flag for flag, is_on in flags.items() if is_on),
        ways=frozenset(map(Way, grant.ways)),
        places=frozenset(grant.places),
        text_version=grant.text_version,
        current_text_version=grant.text_version,
        until=grant.until,
        ended_at=grant.ended_at,
        diseases=frozenset(grant.diseases),
    )
