"""Compares readings of the rule, on every core that there is."""

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

from consent.decisions.compiled import check, compile_choices, compile_use
from consent.decisions.duo import Member, project
from consent.decisions.rule import decide
from consent.vocabulary.diseases import ancestors, built_in_diseases
from consent.vocabulary.terms import Detail, Group, Kind
from tests.decisions.cases import (
    AT,
    HIERARCHY,
    ORGANIZATION,
    all_uses,
    level_choices,
    single_changes,
)
from tests.decisions.duo_reader import allows
from tests.decisions.oracle import judge, wire_of
from tests.decisions.random_cases import random_choices, random_use, seeded

MEMBERS = [Member(ORGANIZATION, "https://ror.org/example", Group.NONPROFIT)]
PARTS = 8


def in_parallel(work, *arguments):
    """Run work(part, *arguments) for each part and add up what it gives."""
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        jobs = [pool.submit(work, part, *arguments) for part in range(PARTS)]
        return sum(job.result() for job in jobs)


def family(code):
    return ancestors(code) if code in built_in_diseases() else frozenset()


def prepared(uses):
    """Compile and write down each use once."""
    return [(use, compile_use(use, hierarchy=HIERARCHY), wire_of(use)) for use in uses]


def compare(choices, uses):
    """Check one person's choices against many uses; give how many were compared."""
    compiled = compile_choices(choices)
    document = {**choices.to_json(), "until": choices.until}
    for use, fast, wire in uses:
        result = decide(choices, use, hierarchy=HIERARCHY, at=AT).result
        quick = check(compiled, fast, AT)
        naive = judge(document, wire, now=AT, ancestors=family)
        if naive != result or quick not in {result, None}:
            raise AssertionError(f"{result}, compiled {quick}, oracle {naive}: {wire}")
        if quick is None and not choices.organizations:
            raise AssertionError(f"the fast form gave up: {wire}")
    return len(uses)


def compare_changes(part, level):
    uses = prepared(all_uses())
    variants = single_changes(level_choices(level))[part::PARTS]
    return sum(compare(choices, uses) for choices in variants)


def compare_random(part, pairs, per_person):
    dice = seeded(part)
    uses = prepared([random_use(dice) for _ in range(per_person)])
    people = pairs // PARTS // per_person
    return sum(compare(random_choices(dice), uses) for _ in range(people))


def uses_by_kind(uses):
    """Sort uses by their one kind; also with every detail left out, where it has any."""
    whole = {kind: [use for use in uses if use.kinds == {kind}] for kind in Kind}
    for kind in (Kind.SURVEY, Kind.HEALTH):
        whole[kind] += [
            replace(use, leave_out=frozenset(Detail)) for use in whole[kind]
        ]
    return whole


def check_blocks(choices, uses):
    """Check that a block never allows a use that is not yes; give how many it allows."""
    blocks = project(choices, at=AT, with_diseases=True, members=MEMBERS)
    allowed = 0
    for kind, block in blocks.items():
        terms = block.to_json()["duoDataUse"]
        for use in uses[kind]:
            if allows(terms, use, family):
                allowed += 1
                result = decide(choices, use, hierarchy=HIERARCHY, at=AT).result
                if result != "permit":
                    raise AssertionError(f"{block} allows {wire_of(use)}: {result}")
    return allowed


def check_blocks_of_changes(part, level):
    uses = uses_by_kind(all_uses())
    variants = single_changes(level_choices(level))[part::PARTS]
    return sum(check_blocks(choices, uses) for choices in variants)
