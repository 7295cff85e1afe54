"""Levels: what they contain, how they are recognised."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.levels import COLUMNS, LEVEL, Level, choices_of, level_of
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
from consent.vocabulary.validity import check


@pytest.mark.parametrize("level", COLUMNS)
def test_level_is_valid_and_known_again(level):
    choices = check(choices_of(level))

    assert level_of(choices) is level


def test_own_mix_has_no_column():
    with pytest.raises(ValueError, match="own"):
        choices_of(Level.OWN)


def test_nothing_answered_is_no_level():
    assert level_of(Choices()) is Level.OWN


@pytest.mark.parametrize("level", COLUMNS)
def test_level_keeps_its_name_whatever_no_level_sets(level):
    choices = replace(
        choices_of(level, home_country="FI"),
        conditions=frozenset({"MONDO:0009061"}),
        contact={Contact.STUDIES: Answer.YES},
        until=datetime(2030, 1, 1, tzinfo=UTC),
        organizations={"northfield": {Kind.GENE: Answer.NO}},
    )

    assert level_of(choices) is level


@pytest.mark.parametrize(
    "change",
    [
        {"duties": frozenset({Duty.PUBLISH})},
        {"months": 12},
        {"ethics": False},
        {"details": {Detail.MENTAL: Answer.ASK}},
        {"where": PlaceRule.MINE, "home_country": "FI"},
        {"outside": Answer.NO},
        {"flags": {Flag.TOOLS: Answer.NO, Flag.COMMERCIAL: Answer.YES}},
    ],
)
def test_other_mix_is_own(change):
    assert level_of(replace(choices_of(Level.HEALTH), **change)) is Level.OWN


def test_detail_that_follows_its_kind_changes_no_level():
    choices = replace(choices_of(Level.WIDE), details={Detail.MENTAL: Answer.YES})

    assert level_of(choices) is Level.WIDE


def test_contents_are_those_of_the_rule():
    health = choices_of(Level.HEALTH)
    condition = choices_of(Level.CONDITION)

    assert health.cells[Group.COMPANY, Kind.GENOME] is Answer.ASK
    assert health.cells[Group.OTHER_COMPANY, Kind.SAMPLE] is Answer.NO
    assert condition.cells[Group.CHARITY, Kind.GENE] is Answer.YES
    assert condition.topics[Topic.HEALTH] is Answer.NO
    assert condition.ways[Way.COPY] is Answer.ASK
    assert choices_of(Level.WIDE).outside is None
    assert choices_of(Level.NONE).where is None
    assert not choices_of(Level.NONE).ethics


def test_levels_have_titles_and_true_sentences():
    assert LEVEL[Level.HEALTH].title == "Share for health"
    assert LEVEL[Level.WIDE].sentence == (
        "Any team or company in the alliance may use all my data, for any study."
    )
    assert all(row.sentence.endswith(".") for row in LEVEL.values())
