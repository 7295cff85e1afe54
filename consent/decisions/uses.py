"""What somebody wants to do with a person's data, as stated by the asker."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from consent.vocabulary.countries import ALL_COUNTRIES
from consent.vocabulary.diseases import is_disease_code
from consent.vocabulary.terms import (
    Basis,
    Detail,
    Duty,
    Flag,
    Group,
    Kind,
    Limit,
    Topic,
    Way,
)


@dataclass(frozen=True, slots=True)
class Party:
    """One organization that takes part in a use, or for which it is done.

    `group` is the row that applies on this link; None means unknown to Ambit,
    unpledged or suspended. `barred` marks insurers, employers, police and the like.
    """

    code: str
    group: Group | None
    barred: bool = False


@dataclass(frozen=True, slots=True)
class Use:
    """One question; a part left at its default was not stated.

    `flags` that are absent count as on. `diseases` may be empty: any illness.
    `evidence` holds proven facts: ethics True, months the time asked for.
    `incomplete` names the parts that were given but could not be read.
    """

    parties: tuple[Party, ...] = ()
    kinds: frozenset[Kind] = frozenset()
    leave_out: frozenset[Detail] = frozenset()
    topic: Topic | None = None
    flags: Mapping[Flag, bool] = field(default_factory=dict)
    diseases: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    way: Way | None = None
    study: str | None = None
    accepts: frozenset[Duty] = frozenset()
    evidence: Mapping[Limit, int] = field(default_factory=dict)
    basis: Basis | None = None
    incomplete: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Name every required part that is absent, unknown or unparsable."""
        absent = {
            "parties": not self.parties,
            "kinds": not self.kinds,
            "topic": self.topic is None or self.topic is Topic.CONDITION,
            "places": not self.places or not self.places <= ALL_COUNTRIES,
            "way": self.way is None,
            "basis": self.basis is None,
        }
        named = set(self.incomplete)
        named.update(part for part, is_absent in absent.items() if is_absent)
        return tuple(part for part in PARTS if part in named)


# The order in which a decision names them; also the wire names.
PARTS: Final = (
    *("parties", "kinds", "leave_out", "topic", "tools", "commercial", "diseases"),
    *("places", "way", "study", "accepts", "evidence", "basis"),
)


def parse_use(data: Mapping[str, object], parties: tuple[Party, ...]) -> Use:
    """Read the wire form of a use; total: what cannot be read is kept as incomplete.

    Wire names: kinds, leave_out, topic, tools, commercial, diseases, places, way,
    study, accepts, evidence {ethics, months}, basis. Unknown names are ignored, and so
    are unknown duties in `accepts`: neither can make an answer wider.
    """
    raise NotImplementedError
