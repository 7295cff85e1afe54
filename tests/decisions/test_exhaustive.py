"""Every level and every single change, against every use, by three readings at once."""

import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from consent.decisions.compiled import check, compile_choices, compile_use
from consent.decisions.duo import Member, project
from consent.decisions.rule import decide
from consent.vocabulary.diseases import ancestors, built_in_diseases
from consent.vocabulary.levels import COLUMNS
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
PAIRS = 1_000_000
CHOICES = 2_000


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
        if not (naive == result and quick in {result, None}):
            pytest.fail(f"decide {result}, compiled {quick}, oracle {naive}: {wire}")
        if quick is None:
            assert choices.organizations
    return len(uses)


def say(capsys, text):
    with capsys.disabled():
        sys.stdout.write(f"\n{text}\n")


@pytest.mark.slow
@pytest.mark.parametrize("level", COLUMNS)
def test_every_single_change_agrees_on_every_use(level, capsys):
    uses = prepared(all_uses())
    variants = single_changes(level_choices(level))

    compared = sum(compare(choices, uses) for choices in variants)

    assert len(uses) == 8_640
    say(
        capsys,
        f"{level}: {len(variants)} choices, {compared:,} decisions, 0 mismatches",
    )


@pytest.mark.slow
def test_a_million_random_pairs_agree(capsys):
    dice = seeded(20261123)
    uses = prepared([random_use(dice) for _ in range(PAIRS // CHOICES)])

    compared = sum(compare(random_choices(dice), uses) for _ in range(CHOICES))

    assert compared == PAIRS
    say(capsys, f"{compared:,} random pairs, 0 mismatches")


def test_a_sample_agrees(capsys):
    dice = seeded(7)
    known = prepared(dice.sample(all_uses(), 60))
    chance = prepared([random_use(dice) for _ in range(60)])
    variants = [
        choices
        for level in COLUMNS
        for choices in dice.sample(single_changes(level_choices(level)), 50)
    ]

    compared = sum(compare(choices, known) for choices in variants)
    compared += sum(compare(random_choices(dice), chance) for _ in range(250))

    say(capsys, f"{compared:,} sampled decisions, 0 mismatches")


def check_blocks(choices, uses, members=MEMBERS):
    """Check that a block never allows a use that is not yes; give how many it allows."""
    blocks = project(choices, at=AT, with_diseases=True, members=members)
    allowed = 0
    for kind, block in blocks.items():
        terms = block.to_json()["duoDataUse"]
        for use in uses[kind]:
            if allows(terms, use, family):
                allowed += 1
                result = decide(choices, use, hierarchy=HIERARCHY, at=AT).result
                assert result == "permit", (str(block), wire_of(use))
    return allowed


def uses_by_kind(uses):
    """Sort uses by their one kind; each also with every detail left out."""
    both = [*uses, *(replace(use, leave_out=frozenset(Detail)) for use in uses)]
    return {
        kind: [use for use in both if use.kinds == frozenset({kind})] for kind in Kind
    }


@pytest.mark.slow
@pytest.mark.parametrize("level", COLUMNS)
def test_duo_is_never_broader_than_the_decision(level, capsys):
    uses = uses_by_kind(all_uses())
    variants = single_changes(level_choices(level))

    allowed = sum(check_blocks(choices, uses) for choices in variants)

    say(capsys, f"{level}: {allowed:,} uses allowed by DUO blocks, all of them yes")


def test_duo_of_random_choices_is_never_broader():
    dice = seeded(11)
    uses = uses_by_kind(dice.sample(all_uses(), 300))

    allowed = sum(check_blocks(random_choices(dice, 0.9), uses) for _ in range(400))

    assert allowed > 100


def test_until_is_read_as_a_moment():
    choices = replace(
        level_choices(COLUMNS[0]), until=datetime(2026, 11, 23, tzinfo=UTC)
    )

    assert compare(choices, prepared(all_uses()[:10])) == 10
