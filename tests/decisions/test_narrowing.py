"""What changed, and whether it is urgent."""

from dataclasses import replace
from datetime import timedelta

import pytest

from consent.decisions.narrowing import (
    Difference,
    change_kind,
    differences,
    is_closed,
    narrows,
)
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.levels import COLUMNS, Level, choices_of
from consent.vocabulary.terms import (
    Contact,
    Detail,
    Duty,
    Flag,
    Group,
    Kind,
    PlaceRule,
    Topic,
    Way,
)
from tests.decisions.cases import AT, BREAST_CANCER, NAMED, level_choices

WIDE = level_choices(Level.WIDE)
HEALTH = level_choices(Level.HEALTH)
NONE = choices_of(Level.NONE)
GENE = (Group.COMPANY, Kind.GENE)
DOWN = [
    {"cells": {**WIDE.cells, GENE: Answer.ASK}},
    {"cells": {key: value for key, value in WIDE.cells.items() if key != GENE}},
    {"details": {Detail.MENTAL: Answer.ASK}},
    {"topics": {**WIDE.topics, Topic.OTHER: Answer.NO}},
    {"flags": {**WIDE.flags, Flag.TOOLS: Answer.ASK}},
    {"ways": {**WIDE.ways, Way.LIBRARY: Answer.ASK}},
    {"where": PlaceRule.LIST, "listed": HEALTH.listed, "outside": Answer.ASK},
    {"months": 12},
    {"duties": frozenset({Duty.PUBLISH})},
    {"until": AT},
    {"conditions": frozenset()},
    {"organizations": {"kintree": dict.fromkeys(Kind, Answer.ASK)}},
]


@pytest.mark.parametrize("change", DOWN)
def test_part_that_goes_down_is_narrowing_and_back_is_widening(change):
    narrower = replace(WIDE, **change)

    assert narrows(WIDE, narrower)
    assert change_kind(WIDE, narrower) == "narrowed"
    assert not narrows(narrower, WIDE)
    assert change_kind(narrower, WIDE) == "widened"


def test_contact_that_is_taken_back_is_narrowing():
    told = replace(WIDE, contact={Contact.STUDIES: Answer.YES})

    assert narrows(told, WIDE)


def test_one_part_down_and_others_up_is_narrowing():
    mixed = replace(HEALTH, cells={**WIDE.cells, GENE: Answer.NO})

    assert narrows(HEALTH, mixed)


def test_other_limit_or_end_is_narrowing_only_if_stricter():
    limited = replace(WIDE, months=12, until=AT + timedelta(days=9))

    assert narrows(limited, replace(limited, months=6))
    assert not narrows(limited, replace(limited, months=24))
    assert narrows(limited, replace(limited, until=AT))
    assert not narrows(limited, replace(limited, until=None))


@pytest.mark.parametrize("position", range(1, len(COLUMNS)))
def test_each_level_narrows_the_one_above(position):
    above, below = COLUMNS[position - 1 : position + 1]

    # "Ask me" is stricter than "condition" in its yes, wider in what may be asked.
    assert narrows(level_choices(above), level_choices(below))


def test_first_choice_is_not_narrowing_but_nothing_at_all_is_a_withdrawal():
    assert not narrows(None, NONE)
    assert change_kind(None, NONE) == "withdrawn"
    assert change_kind(None, HEALTH) == "widened"


def test_no_answer_left_is_a_withdrawal():
    closed = replace(WIDE, ways=dict.fromkeys(Way, Answer.NO))

    assert change_kind(WIDE, NONE) == "withdrawn"
    assert change_kind(WIDE, closed) == "withdrawn"
    assert change_kind(NONE, WIDE) == "widened"
    assert narrows(WIDE, None)


def test_same_choices_are_no_change():
    assert change_kind(WIDE, replace(WIDE)) == "same"
    assert change_kind(None, None) == "same"
    assert differences(WIDE, WIDE) == []


def test_closed_means_that_nothing_can_be_asked():
    genome_only = {(Group.PUBLIC, Kind.GENOME): Answer.YES}

    assert is_closed(None)
    assert is_closed(Choices())
    assert is_closed(NONE)
    assert is_closed(replace(WIDE, cells=genome_only))
    assert is_closed(
        replace(
            choices_of(Level.CONDITION),
            topics={Topic.CONDITION: Answer.YES},
        )
    )
    assert not is_closed(choices_of(Level.ASK))


def test_differences_say_from_and_to_in_the_order_of_the_editor():
    new = replace(
        WIDE,
        cells={**WIDE.cells, GENE: Answer.NO},
        flags={Flag.COMMERCIAL: Answer.YES},
        duties=frozenset({Duty.SUMMARY}),
        conditions=frozenset({BREAST_CANCER}),
        months=12,
    )
    (condition,) = NAMED

    assert differences(WIDE, new) == [
        Difference("cell", "company.gene", "yes", "no"),
        Difference("condition", BREAST_CANCER, None, "yes"),
        Difference("condition", condition, "yes", None),
        Difference("flag", "tools", "yes", None),
        Difference("months", "", None, "12"),
        Difference("duty", "summary", None, "yes"),
    ]


def test_first_choice_differs_in_every_answer():
    found = differences(None, HEALTH)

    assert sum(difference.part == "cell" for difference in found) == 30
    assert all(difference.old is None for difference in found)
