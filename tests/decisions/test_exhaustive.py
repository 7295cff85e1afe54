"""Every level and every single change, against every use, by three readings at once."""

import sys

import pytest

from consent.vocabulary.levels import COLUMNS, Level
from tests.decisions.cases import all_uses, level_choices, single_changes
from tests.decisions.comparing import (
    check_blocks,
    check_blocks_of_changes,
    compare,
    compare_changes,
    compare_random,
    in_parallel,
    prepared,
    uses_by_kind,
)
from tests.decisions.random_cases import random_choices, random_use, seeded

PAIRS = 1_000_000
USES = 8_640


def say(capsys, text):
    with capsys.disabled():
        sys.stdout.write(f"\n{text}\n")


@pytest.mark.slow
@pytest.mark.parametrize("level", COLUMNS)
def test_every_single_change_agrees_on_every_use(level, capsys):
    variants = len(single_changes(level_choices(level)))

    compared = in_parallel(compare_changes, level)

    assert compared == variants * USES
    say(capsys, f"{level}: {variants} choices, {compared:,} decisions, 0 mismatches")


@pytest.mark.slow
def test_a_million_random_pairs_agree(capsys):
    compared = in_parallel(compare_random, PAIRS, 500)

    assert compared == PAIRS
    say(capsys, f"{compared:,} random pairs, 0 mismatches")


@pytest.mark.slow
@pytest.mark.parametrize("level", [Level.WIDE, Level.HEALTH, Level.CONDITION])
def test_duo_is_never_broader_than_the_decision(level, capsys):
    allowed = in_parallel(check_blocks_of_changes, level)

    assert allowed > 1_000
    say(capsys, f"{level}: {allowed:,} uses allowed by DUO blocks, all of them yes")


def test_a_sample_agrees(capsys):
    dice = seeded(7)
    known = prepared(dice.sample(all_uses(), 50))
    chance = prepared([random_use(dice) for _ in range(50)])
    variants = [
        choices
        for level in COLUMNS
        for choices in dice.sample(single_changes(level_choices(level)), 40)
    ]

    compared = sum(compare(choices, known) for choices in variants)
    compared += sum(compare(random_choices(dice), chance) for _ in range(200))

    say(capsys, f"{compared:,} sampled decisions, 0 mismatches")


def test_duo_of_random_choices_is_never_broader():
    dice = seeded(11)
    uses = uses_by_kind(dice.sample(all_uses(), 200))

    allowed = sum(check_blocks(random_choices(dice, 0.9), uses) for _ in range(100))

    assert allowed > 100


@pytest.mark.parametrize("level", [Level.ASK, Level.NONE])
def test_no_block_stands_for_a_question_or_a_no(level):
    assert check_blocks(level_choices(level), uses_by_kind(all_uses())) == 0


def test_all_uses_are_there():
    assert len(all_uses()) == USES
