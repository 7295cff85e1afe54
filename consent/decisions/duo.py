"""The DUO projection: per kind a block of GA4GH codes, never broader than `decide`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from consent.decisions.compiled import place_masks
from consent.decisions.duo_terms import DuoBlock, DuoTerm, restriction
from consent.decisions.parts import DETAILS_OF, asked_kinds, cell_parts, lowest
from consent.decisions.uses import Party
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.countries import COUNTRIES, countries_of
from consent.vocabulary.diseases import built_in_diseases
from consent.vocabulary.terms import (
    ALL_DETAILS,
    NOT_FOR_PROFIT,
    VOCABULARY_VERSION,
    Detail,
    Duty,
    Flag,
    Group,
    Kind,
    Topic,
    Way,
)

RESEARCH: Final = (Topic.CONDITION, Topic.HEALTH, Topic.ANCESTRY, Topic.OTHER)


@dataclass(frozen=True, slots=True)
class Member:
    """An organization of the alliance as one platform sees it, for IS modifiers."""

    code: str
    ror: str
    group: Group


def project(
    choices: Choices | None,
    *,
    at: datetime,
    with_diseases: bool,
    members: Sequence[Member] = (),
    apart: frozenset[Detail] = ALL_DETAILS,
) -> dict[Kind, DuoBlock]:
    """Give a block for each kind of which every use that the block allows is yes."""
    if choices is None or not is_readable(choices, at):
        return {}
    permission = permission_of(choices, with_diseases=with_diseases)
    if permission is None or choices.ways.get(Way.VISIT) is not Answer.YES:
        return {}
    if not place_masks(choices)[0]:
        return {}
    blocks = {}
    for kind in Kind:
        who = who_may(choices, kind, members)
        held_back = held_back_details(choices, kind)
        if who is not None and held_back <= apart:
            codes = restrictions_of(choices)
            codes |= {f"without-{detail.value}" for detail in held_back}
            terms = (permission, *modifiers(choices, who), *restriction(codes))
            blocks[kind] = DuoBlock(terms)
    return blocks


def is_readable(choices: Choices, at: datetime) -> bool:
    has_ended = choices.until is not None and at >= choices.until
    return not has_ended and choices.vocabulary == VOCABULARY_VERSION


def permission_of(choices: Choices, *, with_diseases: bool) -> DuoTerm | None:
    """Give the first of GRU, HMB, DS, POA that says no more than the topics do."""
    says_yes = {
        topic for topic, answer in choices.topics.items() if answer is Answer.YES
    }
    if says_yes.issuperset(RESEARCH):
        return DuoTerm("GRU")
    if says_yes >= {Topic.HEALTH, Topic.CONDITION}:
        return DuoTerm("HMB")
    if Topic.CONDITION in says_yes and with_diseases and choices.conditions:
        return disease_term(choices.conditions)
    return DuoTerm("POA") if Topic.ANCESTRY in says_yes else None


def disease_term(codes: frozenset[str]) -> DuoTerm:
    known = built_in_diseases()
    return DuoTerm(
        "DS",
        tuple(
            (code, known[code].label if code in known else code)
            for code in sorted(codes)
        ),
    )


def who_may(
    choices: Choices, kind: Kind, members: Sequence[Member]
) -> tuple[DuoTerm, ...] | None:
    """Give the modifier for the groups that may have a kind; None where nobody may.

    A named organization that gets less than its group forbids a term for whole groups.
    """
    kinds = asked_kinds(frozenset({kind}))
    says_yes = {group for group in Group if gets_yes(choices, Party("", group), kinds)}
    has_exception = any(
        not gets_yes(choices, Party(code, None), kinds)
        for code in choices.organizations
    )
    if not has_exception and says_yes == set(Group):
        return ()
    if not has_exception and says_yes.issuperset(NOT_FOR_PROFIT):
        return (DuoTerm("NPU"),)
    named = tuple(
        (member.ror, member.code)
        for member in sorted(members, key=lambda member: member.ror)
        if gets_yes(choices, Party(member.code, member.group), kinds)
    )
    return (DuoTerm("IS", named),) if named else None


def gets_yes(choices: Choices, party: Party, kinds: tuple[Kind, ...]) -> bool:
    return lowest(cell_parts(choices, party, kinds)) is Answer.YES


def held_back_details(choices: Choices, kind: Kind) -> frozenset[Detail]:
    return frozenset(
        detail
        for detail in DETAILS_OF[kind]
        if choices.details.get(detail, Answer.YES) is not Answer.YES
    )


def modifiers(choices: Choices, who: tuple[DuoTerm, ...]) -> Iterator[DuoTerm]:
    if choices.ethics:
        yield DuoTerm("IRB")
    yield from who
    if choices.flags.get(Flag.COMMERCIAL) is not Answer.YES:
        yield DuoTerm("NCU")
    if choices.flags.get(Flag.TOOLS) is not Answer.YES:
        yield DuoTerm("NMDS")
    countries = countries_of(place_masks(choices)[0])
    if len(countries) < len(COUNTRIES):
        yield country_term(countries)
    if allows_care(choices):
        yield DuoTerm("CC")
    yield from duty_terms(choices, choices.months)


def duty_terms(choices: Choices, months: int | None) -> Iterator[DuoTerm]:
    if Duty.PUBLISH in choices.duties:
        yield DuoTerm("PUB")
    if Duty.GIVE_BACK in choices.duties:
        yield DuoTerm("RTN")
    if months is not None:
        yield DuoTerm("TS", ((str(months), "months"),))


def country_term(countries: frozenset[str]) -> DuoTerm:
    values = ((f"ISO3166:{code}", COUNTRIES[code]) for code in sorted(countries))
    return DuoTerm("GS", tuple(values))


def allows_care(choices: Choices) -> bool:
    """Tell whether CC can stand; DUO cannot allow care and forbid public health."""
    return {
        choices.topics.get(Topic.CARE),
        choices.topics.get(Topic.PUBLIC_HEALTH),
    } == {Answer.YES}


def restrictions_of(choices: Choices) -> set[str]:
    codes = set()
    if choices.ways.get(Way.COPY) is not Answer.YES:
        codes.add("in-place-only")
    elif choices.ways.get(Way.LIBRARY) is not Answer.YES:
        codes.add("no-library")
    if choices.flags.get(Flag.TOOLS) is not Answer.YES:
        codes.add("no-ai")
    if not allows_care(choices):
        codes.add("research-only")
    if Duty.SUMMARY in choices.duties:
        codes.add("summary")
    return codes
