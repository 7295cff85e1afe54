"""Pictures and counts agree with the rule."""

from dataclasses import replace

import pytest

from consent.decisions.preview import (
    EVERYDAY,
    OUTCOMES,
    cell_summary,
    count_answers,
    examples_for,
)
from consent.decisions.results import Result
from consent.decisions.rule import decide
from consent.vocabulary.answers import Answer
from consent.vocabulary.levels import COLUMNS, Level, choices_of
from consent.vocabulary.terms import Detail, Group, Kind
from tests.decisions.cases import AT, HIERARCHY, all_uses, level_choices
from tests.decisions.random_cases import random_choices, seeded

RANK = {"deny": Answer.NO, "ask": Answer.ASK, "permit": Answer.YES}


def best_by_deciding(choices):
    """Find by brute force what the best and the worst use of each cell gets."""
    found = {}
    for use in all_uses():
        if use.evidence.get("ethics"):
            cell = (use.parties[0].group, *use.kinds)
            result = decide(choices, use, hierarchy=HIERARCHY, at=AT).result
            found.setdefault(cell, set()).add(RANK[result])
    return {
        cell: (max(answers), min(answers) < max(answers))
        for cell, answers in found.items()
    }


@pytest.mark.parametrize("level", COLUMNS)
def test_summary_is_what_deciding_finds(level):
    choices = level_choices(level)

    assert cell_summary(choices) == best_by_deciding(choices)


def test_summary_of_a_mix_never_promises_more_than_deciding_finds():
    dice = seeded(5)
    for _ in range(2):
        choices = replace(random_choices(dice, 0.8), until=None, organizations={})
        choices = replace(choices, months=None, duties=frozenset())
        summary, found = cell_summary(choices), best_by_deciding(choices)
        for cell, (best, varies) in found.items():
            assert summary[cell][0] >= best
            assert summary[cell][1] or not varies


@pytest.mark.parametrize(
    ("level", "counts"),
    [
        (Level.WIDE, (0, 0, 30)),
        (Level.HEALTH, (2, 9, 19)),
        (Level.CONDITION, (5, 13, 12)),
        (Level.ASK, (0, 30, 0)),
        (Level.NONE, (30, 0, 0)),
    ],
)
def test_counts_of_a_level(level, counts):
    summary = cell_summary(choices_of(level), assume_condition=True)

    assert tuple(count_answers(summary).values()) == counts


def test_condition_level_without_a_condition_promises_no_study():
    summary = cell_summary(choices_of(Level.CONDITION))

    assert summary[Group.NONPROFIT, Kind.GENE] == (Answer.ASK, True)


def test_wide_is_not_hatched_even_without_a_condition():
    assert not any(
        varies for _best, varies in cell_summary(choices_of(Level.WIDE)).values()
    )


def test_detail_that_is_held_back_hatches_its_kind_only():
    choices = replace(choices_of(Level.WIDE), details={Detail.MENTAL: Answer.NO})

    summary = cell_summary(choices)

    assert summary[Group.PUBLIC, Kind.HEALTH] == (Answer.YES, True)
    assert summary[Group.PUBLIC, Kind.GENE] == (Answer.YES, False)


def test_everyday_examples_are_about_the_person():
    choices = replace(level_choices(Level.CONDITION), home_country="ZW")

    uses = [example.use for example in examples_for(choices)]

    assert len(uses) == len(EVERYDAY) == 3
    assert all(use.diseases == choices.conditions for use in uses)
    assert all(use.places == {"ZW"} for use in uses)


def test_every_outcome_has_words():
    assert set(OUTCOMES) == set(Result)
