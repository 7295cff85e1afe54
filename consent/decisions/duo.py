"""The DUO projection: per kind a block of GA4GH codes, never broader than `decide`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consent.vocabulary.choices import Choices
from consent.vocabulary.terms import ALL_DETAILS, Detail, Group, Kind


@dataclass(frozen=True, slots=True)
class Member:
    """An organization of the alliance as one platform sees it, for IS modifiers."""

    code: str
    ror: str
    group: Group


@dataclass(frozen=True, slots=True)
class DuoTerm:
    """One DUO term by short name, with the values it needs."""

    short: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DuoBlock:
    """A permission and its modifiers; who cannot follow one must not use the data."""

    terms: tuple[DuoTerm, ...]

    def to_json(self) -> dict[str, object]:
        """Give the Beacon v2 shape: {"duoDataUse": [{id, label, version, modifiers}]}."""
        raise NotImplementedError


def project(
    choices: Choices | None,
    *,
    at: datetime,
    with_diseases: bool,
    members: Sequence[Member] = (),
    apart: frozenset[Detail] = ALL_DETAILS,
) -> dict[Kind, DuoBlock]:
    """Give a block for each kind of which every use that the block allows is yes."""
    raise NotImplementedError
