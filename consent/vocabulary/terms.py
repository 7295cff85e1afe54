"""The closed sets of words that choices and uses are made of."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

VOCABULARY_VERSION: Final = 1
RULE_VERSION: Final = "1"


class Group(StrEnum):
    """Who asks: exactly one row applies per organization and link."""

    REGISTRY = "registry"
    NONPROFIT = "nonprofit"
    PUBLIC = "public"
    CHARITY = "charity"
    COMPANY = "company"
    OTHER_COMPANY = "other_company"


class Kind(StrEnum):
    """What is asked for."""

    SURVEY = "survey"
    HEALTH = "health"
    GENE = "gene"
    GENOME = "genome"
    SAMPLE = "sample"


class Detail(StrEnum):
    """A part of a kind that a person may hold back from everybody."""

    FAMILY = "survey.family"
    DEVICE = "survey.device"
    MENTAL = "health.mental"
    SEXUAL = "health.sexual"
    INFECTION = "health.infection"
    SUBSTANCE = "health.substance"
    VIOLENCE = "health.violence"
    IMAGE = "health.image"


class Topic(StrEnum):
    """Why; a use never says `condition`, the rule finds that out."""

    CONDITION = "condition"
    HEALTH = "health"
    ANCESTRY = "ancestry"
    OTHER = "other"
    PUBLIC_HEALTH = "public_health"
    CARE = "care"


class Flag(StrEnum):
    """What a use also does; unstated means that it does."""

    TOOLS = "tools"
    COMMERCIAL = "commercial"


class Way(StrEnum):
    """How data are used, from the least to the most far-reaching."""

    VISIT = "visit"
    COPY = "copy"
    LIBRARY = "library"


class PlaceRule(StrEnum):
    """Which countries are fine without asking."""

    ANYWHERE = "anywhere"
    LIST = "list"
    MINE = "mine"
    OWN = "own"


class Limit(StrEnum):
    """A condition tested before a yes, on stated and evidenced facts."""

    ETHICS = "ethics"
    MONTHS = "months"


class Duty(StrEnum):
    """A condition promised: the use accepts it, the permit repeats it.

    `months` is limit and duty at once: for so long at most, then delete.
    """

    PUBLISH = "publish"
    GIVE_BACK = "give_back"
    SUMMARY = "summary"
    NO_REIDENT = "no_reident"
    NO_ONWARD = "no_onward"
    ONLY_THIS = "only_this"
    REPORT = "report"
    STOP = "stop"
    MONTHS = "months"


class Contact(StrEnum):
    """What a person may be told; no level answers these."""

    STUDIES = "studies"
    FINDINGS = "findings"


class Basis(StrEnum):
    """What a use relies on; only `choice` is decided here."""

    CHOICE = "choice"
    PRIMARY_STUDY = "primary_study"
    PRIOR_CONSENT = "prior_consent"
    OWN_CARE = "own_care"
    EMERGENCY = "emergency"
    LAW = "law"
    WAIVER = "waiver"
    OVERRIDE = "override"


# Asking for a kind asks for these too: a full DNA record contains every gene test.
IMPLIED_KINDS: Final = {Kind.GENOME: frozenset({Kind.GENE})}
ALL_DETAILS: Final = frozenset(Detail)
NOT_FOR_PROFIT: Final = (Group.REGISTRY, Group.NONPROFIT, Group.PUBLIC, Group.CHARITY)
CHOSEN_DUTIES: Final = frozenset({Duty.PUBLISH, Duty.GIVE_BACK, Duty.SUMMARY})
ALWAYS_DUTIES: Final = frozenset(
    {Duty.NO_REIDENT, Duty.NO_ONWARD, Duty.ONLY_THIS, Duty.REPORT, Duty.STOP}
)


def kind_of(detail: Detail) -> Kind:
    return Kind(detail.value.split(".")[0])


def known_details(codes: Iterable[str]) -> frozenset[Detail]:
    """Read what a platform can keep apart; a word we do not know helps nobody."""
    known = {detail.value: detail for detail in Detail}
    return frozenset(known[code] for code in codes if code in known)


def with_implied(kinds: frozenset[Kind]) -> frozenset[Kind]:
    """Add the kinds that cannot be asked for apart."""
    return kinds.union(*(IMPLIED_KINDS.get(kind, frozenset()) for kind in kinds))
