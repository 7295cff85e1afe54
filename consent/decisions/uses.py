"""What somebody wants to do with a person's data, as stated by the asker."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, TypeVar

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

Term = TypeVar("Term", bound=StrEnum)


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
        is_complete = (
            not self.incomplete
            and self.parties
            and self.kinds
            and self.way is not None
            and self.basis is not None
            and self.topic not in NOT_STATED
            and self.places
            and self.places <= ALL_COUNTRIES
        )
        return () if is_complete else self.faults()

    def faults(self) -> tuple[str, ...]:
        absent = {
            "parties": not self.parties,
            "kinds": not self.kinds,
            "topic": self.topic in NOT_STATED,
            "places": not self.places or not self.places <= ALL_COUNTRIES,
            "way": self.way is None,
            "basis": self.basis is None,
        }
        return tuple(
            part for part in PARTS if part in self.incomplete or absent.get(part)
        )


# A use never says `condition`: the rule finds out from the diseases.
NOT_STATED: Final = (None, Topic.CONDITION)

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
    reader = UseReader(data)
    flags = {flag: reader.flag(flag.value) for flag in Flag}
    use = Use(
        parties=parties,
        kinds=reader.terms("kinds", Kind),
        leave_out=reader.terms("leave_out", Detail),
        topic=reader.term("topic", Topic),
        flags={flag: is_on for flag, is_on in flags.items() if is_on is not None},
        diseases=reader.codes("diseases", is_disease_code),
        places=reader.codes("places", ALL_COUNTRIES.__contains__),
        way=reader.term("way", Way),
        study=reader.text("study"),
        accepts=reader.known("accepts", Duty),
        evidence=reader.evidence(),
        basis=reader.term("basis", Basis),
    )
    return replace(use, incomplete=tuple(reader.unreadable))


class UseReader:
    """Reads parts of a use; `unreadable` names those that made no sense."""

    def __init__(self, data: Mapping[str, object]) -> None:
        self.data = data
        self.unreadable: dict[str, None] = {}

    def listed(self, name: str) -> list[str]:
        value = self.data.get(name)
        if isinstance(value, list | tuple | set | frozenset) and all(
            isinstance(item, str) for item in value
        ):
            return list(value)
        if value is not None:
            self.unreadable[name] = None
        return []

    def codes(self, name: str, is_known: Callable[[str], bool]) -> frozenset[str]:
        found = frozenset(self.listed(name))
        if not all(map(is_known, found)):
            self.unreadable[name] = None
        return found

    def terms(self, name: str, terms: type[Term]) -> frozenset[Term]:
        self.codes(name, set(terms).__contains__)
        return self.known(name, terms)

    def known(self, name: str, terms: type[Term]) -> frozenset[Term]:
        given = set(self.listed(name))
        return frozenset(term for term in terms if term.value in given)

    def term(self, name: str, terms: type[Term]) -> Term | None:
        text = self.text(name)
        if text is not None and text not in set(terms):
            self.unreadable[name] = None
            return None
        return None if text is None else terms(text)

    def text(self, name: str) -> str | None:
        value = self.data.get(name)
        if value is None or (isinstance(value, str) and value):
            return value
        self.unreadable[name] = None
        return None

    def flag(self, name: str) -> bool | None:
        value = self.data.get(name)
        if value is None or isinstance(value, bool):
            return value
        self.unreadable[name] = None
        return None

    def evidence(self) -> dict[Limit, int]:
        """Keep what is proven: a statement of another type proves nothing."""
        given = self.data.get("evidence")
        if given is None:
            return {}
        if not isinstance(given, Mapping):
            self.unreadable["evidence"] = None
            return {}
        ethics, months = given.get("ethics"), given.get("months")
        found = {}
        if ethics is True or (isinstance(ethics, str) and ethics.strip()):
            found[Limit.ETHICS] = 1
        if isinstance(months, int) and not isinstance(months, bool) and months > 0:
            found[Limit.MONTHS] = months
        return found
