"""The DUO blocks that a person's yes to one request adds for its organization."""

from collections.abc import Iterator
from datetime import datetime

from consent.decisions.compiled import place_masks
from consent.decisions.duo import (
    Member,
    country_term,
    disease_term,
    duty_terms,
    is_readable,
)
from consent.decisions.duo_terms import DuoBlock, DuoTerm, restriction
from consent.decisions.grants import Grant, is_in_force
from consent.decisions.parts import DETAILS_OF, asked_kinds, cell_parts, lowest
from consent.decisions.uses import Party
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.countries import countries_of
from consent.vocabulary.terms import (
    ALL_DETAILS,
    Detail,
    Duty,
    Flag,
    Kind,
    Topic,
    Way,
)

DAYS_OF_LONGEST_MONTH = 31


def project_grant(
    choices: Choices,
    grant: Grant,
    *,
    member: Member,
    at: datetime,
    with_diseases: bool,
    apart: frozenset[Detail] = ALL_DETAILS,
) -> dict[Kind, DuoBlock]:
    """Give blocks for the grant's own organization, study and time; health research only.

    A grant lifts ask and never no, so every answer inside a block is at least ask.
    """
    permission = grant_permission(choices, grant, with_diseases=with_diseases)
    places = grant.places & countries_of(place_masks(choices)[1])
    months = months_left(choices, grant, at)
    is_usable = (
        is_readable(choices, at)
        and is_in_force(grant, at)
        and grant.organization == member.code
        and may_visit(choices, grant)
    )
    if permission is None or not is_usable or not places or months == 0:
        return {}
    blocks = {}
    for kind in sorted(grant.kinds, key=list(Kind).index):
        held_back = held_back_details(choices, grant, kind)
        if is_open(choices, member, kind) and held_back <= apart:
            codes = {f"without-{detail.value}" for detail in held_back}
            codes |= grant_restrictions(choices, grant)
            blocks[kind] = DuoBlock(
                (
                    *(permission, DuoTerm("IRB"), DuoTerm("PS", ((grant.study, ""),))),
                    DuoTerm("IS", ((member.ror, member.code),)),
                    *grant_modifiers(choices, grant),
                    country_term(places),
                    *duty_terms(choices, months),
                    *restriction(codes),
                )
            )
    return blocks


def grant_permission(
    choices: Choices, grant: Grant, *, with_diseases: bool
) -> DuoTerm | None:
    """Give HMB, or DS where the request or the person names diseases."""
    if grant.topic is not Topic.HEALTH:
        return None
    if choices.topics.get(Topic.HEALTH):
        return disease_term(grant.diseases) if grant.diseases else DuoTerm("HMB")
    if not choices.topics.get(Topic.CONDITION) or not with_diseases:
        return None
    shared = (
        grant.diseases & choices.conditions if grant.diseases else choices.conditions
    )
    return disease_term(shared) if shared else None


def may_visit(choices: Choices, grant: Grant) -> bool:
    return Way.VISIT in grant.ways and bool(choices.ways.get(Way.VISIT))


def is_open(choices: Choices, member: Member, kind: Kind) -> bool:
    kinds = asked_kinds(frozenset({kind}))
    row = cell_parts(choices, Party(member.code, member.group), kinds)
    return lowest(row) is not Answer.NO


def held_back_details(choices: Choices, grant: Grant, kind: Kind) -> frozenset[Detail]:
    return frozenset(
        detail
        for detail in DETAILS_OF[kind]
        if detail in grant.leave_out
        or choices.details.get(detail, Answer.YES) is Answer.NO
    )


def months_left(choices: Choices, grant: Grant, at: datetime) -> int | None:
    """Give whole months until the grant ends, at most the person's own limit."""
    limits = [] if choices.months is None else [choices.months]
    if grant.until is not None:
        limits.append(max((grant.until - at).days // DAYS_OF_LONGEST_MONTH, 0))
    return min(limits) if limits else None


def allows_flag(choices: Choices, grant: Grant, flag: Flag) -> bool:
    return flag in grant.flags and bool(choices.flags.get(flag))


def grant_modifiers(choices: Choices, grant: Grant) -> Iterator[DuoTerm]:
    if not allows_flag(choices, grant, Flag.COMMERCIAL):
        yield DuoTerm("NCU")
    if not allows_flag(choices, grant, Flag.TOOLS):
        yield DuoTerm("NMDS")


def grant_restrictions(choices: Choices, grant: Grant) -> set[str]:
    codes = {"research-only"}
    if Way.COPY not in grant.ways or not choices.ways.get(Way.COPY):
        codes.add("in-place-only")
    elif Way.LIBRARY not in grant.ways or not choices.ways.get(Way.LIBRARY):
        codes.add("no-library")
    if not allows_flag(choices, grant, Flag.TOOLS):
        codes.add("no-ai")
    if Duty.SUMMARY in choices.duties:
        codes.add("summary")
    return codes
