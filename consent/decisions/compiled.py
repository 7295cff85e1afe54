"""The fast form: one bit per answer; agrees with `decide` exactly or says nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from consent.decisions.demands import duties_of
from consent.decisions.parts import DETAILS_OF, asked_kinds, fine_countries
from consent.decisions.parts import outside_answer as answer_outside
from consent.decisions.results import Result
from consent.decisions.uses import Use
from consent.vocabulary.answers import Answer
from consent.vocabulary.bits import (
    CELL_BIT,
    DEMAND_BIT,
    DETAIL_BIT,
    FLAG_BIT,
    TOPIC_BIT,
    WAY_BIT,
)
from consent.vocabulary.choices import Choices
from consent.vocabulary.countries import ALL_COUNTRIES, country_mask
from consent.vocabulary.diseases import Hierarchy
from consent.vocabulary.terms import (
    ALL_DETAILS,
    VOCABULARY_VERSION,
    Basis,
    Detail,
    Flag,
    Limit,
    Topic,
)

Key = TypeVar("Key")

EVERYWHERE: Final = country_mask(ALL_COUNTRIES)
# Looking an enum's member up costs as much as a mask.
PERMIT, ASK, DENY = Result.PERMIT, Result.ASK, Result.DENY


@dataclass(frozen=True, slots=True)
class Compiled:
    """A person's choices as masks, fit for the columns of a row.

    `conditions` is None when they are sealed elsewhere; `has_conditions` tells whether
    there are any.
    """

    yes: int
    open: int
    places_yes: int
    places_open: int
    demands: int
    months: int | None
    until: datetime | None
    vocabulary: int
    has_conditions: bool
    has_organizations: bool
    conditions: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class CompiledUse:
    """A use as masks of what it needs; `is_refused` holds for everybody.

    `need_as_condition` applies instead of `need` to a person who named a condition in
    each of `lineages`. `lacks` are the demands that the use does not meet.
    """

    need: int
    need_as_condition: int
    lineages: tuple[frozenset[str], ...]
    places: int
    lacks: int
    months: int
    is_refused: bool


def compile_choices(choices: Choices) -> Compiled:
    """Turn choices into masks."""
    places_yes, places_open = place_masks(choices)
    demands = [duty.value for duty in duties_of(choices)]
    if choices.ethics:
        demands.append(Limit.ETHICS.value)
    return Compiled(
        yes=answer_mask(choices, Answer.YES),
        open=answer_mask(choices, Answer.ASK),
        places_yes=places_yes,
        places_open=places_open,
        demands=sum(DEMAND_BIT[name] for name in demands),
        months=choices.months,
        until=choices.until,
        vocabulary=choices.vocabulary,
        has_conditions=bool(choices.conditions),
        has_organizations=bool(choices.organizations),
        conditions=choices.conditions,
    )


def answer_mask(choices: Choices, least: Answer) -> int:
    """Set the bit of each answer that is at least this one."""
    details = dict.fromkeys(Detail, Answer.YES) | dict(choices.details)
    return (
        mask_of(CELL_BIT, choices.cells, least)
        | mask_of(DETAIL_BIT, details, least)
        | mask_of(TOPIC_BIT, choices.topics, least)
        | mask_of(FLAG_BIT, choices.flags, least)
        | mask_of(WAY_BIT, choices.ways, least)
    )


def mask_of(
    bits: Mapping[Key, int], answers: Mapping[Key, Answer], least: Answer
) -> int:
    return sum(bits[key] for key, answer in answers.items() if answer >= least)


def place_masks(choices: Choices) -> tuple[int, int]:
    """Give the countries of yes, and of yes or ask."""
    fine = country_mask(fine_countries(choices))
    outside = answer_outside(choices) or Answer.NO
    return (
        EVERYWHERE if outside is Answer.YES else fine,
        EVERYWHERE if outside is not Answer.NO else fine,
    )


def compile_use(
    use: Use, *, hierarchy: Hierarchy, apart: frozenset[Detail] = ALL_DETAILS
) -> CompiledUse:
    """Turn a use into masks, once for many people."""
    if is_refused_to_all(use):
        return CompiledUse(0, 0, (), 0, 0, 0, is_refused=True)
    need = fixed_need(use, use.leave_out & apart)
    topic = TOPIC_BIT[use.topic] if use.topic else 0
    by_disease = use.topic is Topic.HEALTH and bool(use.diseases)
    offered = sum(DEMAND_BIT[duty.value] for duty in use.accepts)
    if use.evidence.get(Limit.ETHICS):
        offered |= DEMAND_BIT[Limit.ETHICS.value]
    return CompiledUse(
        need=need | topic,
        need_as_condition=need | TOPIC_BIT[Topic.CONDITION],
        lineages=tuple(
            hierarchy.lineage(disease) or frozenset({disease})
            for disease in sorted(use.diseases)
        )
        if by_disease
        else (),
        places=country_mask(use.places),
        lacks=~offered,
        months=use.evidence.get(Limit.MONTHS, 0),
        is_refused=False,
    )


def is_refused_to_all(use: Use) -> bool:
    return (
        bool(use.missing)
        or use.basis is not Basis.CHOICE
        or any(party.barred or party.group is None for party in use.parties)
    )


def fixed_need(use: Use, left_out: frozenset[Detail]) -> int:
    """Set the bits that the use needs whoever is asked: all but the topic."""
    need = WAY_BIT[use.way] if use.way else 0
    for flag in Flag:
        if use.flags.get(flag, True):
            need |= FLAG_BIT[flag]
    for kind in asked_kinds(use.kinds):
        for party in use.parties:
            if party.group is not None:
                need |= CELL_BIT[party.group, kind]
        for detail in DETAILS_OF[kind]:
            if detail not in left_out:
                need |= DETAIL_BIT[detail]
    return need


def check(compiled: Compiled, use: CompiledUse, at: datetime) -> Result | None:
    """Answer in the fast form; None means: run `decide`.

    Grants are not looked at: when the answer is ask and there are any, run `decide`.
    """
    if use.is_refused:
        return DENY
    if compiled.vocabulary != VOCABULARY_VERSION or compiled.has_organizations:
        return None
    months, until = compiled.months, compiled.until
    if (
        compiled.demands & use.lacks
        or (until is not None and at >= until)
        or (months is not None and not 0 < use.months <= months)
    ):
        return DENY
    need = use.need
    if use.lineages and compiled.has_conditions:
        conditions = compiled.conditions
        if conditions is None:
            return None
        if not any(map(conditions.isdisjoint, use.lineages)):
            need = use.need_as_condition
    places = use.places
    if need & compiled.yes == need and places & compiled.places_yes == places:
        return PERMIT
    is_open = need & compiled.open == need and places & compiled.places_open == places
    return ASK if is_open else DENY
