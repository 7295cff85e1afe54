"""Who an organization is, as one platform's uses see it."""

from collections.abc import Iterable

from consent.decisions.uses import Party
from consent.organizations.models import Platform


def party_for(name: str, *, platform: Platform) -> Party:
    """Return the party that an organization's code or ROR URL stands for."""
    raise NotImplementedError


def parties_for(names: Iterable[str], *, platform: Platform) -> tuple[Party, ...]:
    """Return the parties for several names, in order, in at most two statements."""
    raise NotImplementedError
