"""What one platform is told about one person."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from consent.asks import queries as asks
from consent.decisions.duo import Member
from consent.decisions.grants import Grant
from consent.decisions.told import nothing, tell
from consent.links.models import Link
from consent.organizations.queries import members_for
from consent.vocabulary.choices import Choices
from consent.vocabulary.terms import known_details


def told_to(
    links: Sequence[Link],
    value: Choices | None,
    grants: Sequence[Grant],
    *,
    at: datetime,
) -> dict[int, dict[str, object]]:
    """Return the platform-visible part of the choices by link id; platforms must be loaded.

    `grants` are what the person allowed single studies beyond their choices.
    """
    return told_each(links, {link.pk: (value, grants) for link in links}, at=at)


def told_each(
    links: Sequence[Link],
    chosen: Mapping[int, tuple[Choices | None, Sequence[Grant]]],
    *,
    at: datetime,
) -> dict[int, dict[str, object]]:
    """Return the same for links of several people; `chosen` is by link id."""
    members = members_for(link.platform for link in links)
    return {
        link.pk: _told(link, *chosen[link.pk], members[link.platform_id], at)
        for link in links
    }


def with_asks(
    told: Mapping[int, Mapping[str, object]],
) -> dict[int, Mapping[str, object]]:
    """Add to what is told, by link id, the asks that its place has not answered."""
    found = asks.told_of(told.keys())
    return {
        link_id: {**said, "asks": found[link_id]} if link_id in found else said
        for link_id, said in told.items()
    }


def ended() -> dict[str, object]:
    """Say that the link is over: the place keeps no more choices of this person."""
    return {**nothing(), "sharing": "ended"}


def _told(
    link: Link,
    value: Choices | None,
    grants: Sequence[Grant],
    members: Sequence[Member],
    at: datetime,
) -> dict[str, object]:
    """Conditions go only where the person picked the place to know them.

    A detail that the platform cannot keep apart rules its whole kind there.
    """
    return tell(
        value,
        at=at,
        with_diseases=link.shares_conditions,
        members=members,
        apart=known_details(link.platform.details_apart),
        grants=grants,
    )
