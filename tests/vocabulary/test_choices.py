"""Choices travel as JSON and come back the same; contradictions are named."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices, InvalidChoices
from consent.vocabulary.levels import COLUMNS, Level, choices_of
from consent.vocabulary.places import PlaceList, listed_countries, newest_list
from consent.vocabulary.terms import Contact, Duty, Kind, PlaceRule, Topic, Way
from consent.vocabulary.validity import MESSAGES, check, find_errors

FULL = replace(
    choices_of(Level.HEALTH, conditions=frozenset({"MONDO:0009061"})),
    home_country="FI",
    months=24,
    duties=frozenset({Duty.PUBLISH, Duty.SUMMARY}),
    organizations={"kintree": {Kind.GENE: Answer.NO, Kind.SURVEY: Answer.ASK}},
    until=datetime(2031, 8, 31, tzinfo=UTC),
    contact={Contact.STUDIES: Answer.ASK, Contact.FINDINGS: Answer.YES},
)


@pytest.mark.parametrize("choices", [FULL, Choices(), *map(choices_of, COLUMNS)])
def test_choices_come_back_from_json(choices):
    document = json.loads(json.dumps(choices.to_json()))

    assert Choices.from_json(document) == choices


def test_document_is_canonical():
    text = json.dumps(FULL.to_json())
    shuffled = json.loads(text, object_pairs_hook=lambda pairs: dict(reversed(pairs)))

    assert json.dumps(Choices.from_json(shuffled).to_json()) == text
    assert list(FULL.to_json()) == sorted(FULL.to_json())


@pytest.mark.parametrize(
    ("document", "field", "code"),
    [
        ({"cells": {"nobody": {}}}, "cells.nobody", "unknown_term"),
        (
            {"cells": {"company": {"gene": "maybe"}}},
            "cells.company.gene",
            "not_an_answer",
        ),
        ({"cells": []}, "cells", "unreadable"),
        ({"where": "moon"}, "where", "unknown_term"),
        ({"ethics": "yes"}, "ethics", "unreadable"),
        ({"months": True}, "months", "unreadable"),
        ({"until": "soon"}, "until", "unreadable"),
        ({"conditions": "MONDO:0009061"}, "conditions", "unreadable"),
        ({"home_country": 7}, "home_country", "unreadable"),
        ({"duties": ["dance"]}, "duties.dance", "unknown_term"),
        ({"colour": "red"}, "colour", "unknown_field"),
    ],
)
def test_unreadable_field_is_named(document, field, code):
    with pytest.raises(InvalidChoices) as refused:
        Choices.from_json({"vocabulary": 1, **document})

    assert refused.value.errors == {field: code}


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        (
            {"topics": {Topic.HEALTH: Answer.YES, Topic.CONDITION: Answer.ASK}},
            "topics.condition",
            "stricter_than_health",
        ),
        ({"ways": {Way.COPY: Answer.YES}}, "ways.copy", "above_visit"),
        (
            {"ways": {Way.VISIT: Answer.ASK, Way.LIBRARY: Answer.ASK}},
            "ways.library",
            "above_copy",
        ),
        ({"where": PlaceRule.OWN}, "own_places", "no_places"),
        (
            {"where": PlaceRule.MINE, "home_country": None},
            "home_country",
            "no_home_country",
        ),
        ({"home_country": "XX"}, "home_country", "unknown_country"),
        ({"own_places": frozenset({"XX"})}, "own_places", "unknown_country"),
        ({"listed": "1999-01-01"}, "listed", "unknown_list"),
        ({"conditions": frozenset({"flu"})}, "conditions", "unknown_disease"),
        ({"months": 0}, "months", "out_of_range"),
        ({"duties": frozenset({Duty.REPORT})}, "duties", "always_applies"),
        ({"contact": {Contact.FINDINGS: Answer.ASK}}, "contact.findings", "no_ask"),
        ({"until": datetime(2031, 1, 1)}, "until", "no_time_zone"),  # noqa: DTZ001
        ({"vocabulary": 99}, "vocabulary", "unknown_vocabulary"),
    ],
)
def test_contradiction_is_named_in_plain_words(change, field, code):
    with pytest.raises(InvalidChoices) as refused:
        check(replace(FULL, **change))

    assert refused.value.errors == {field: code}
    assert MESSAGES[code].endswith(".")


def test_full_choices_contradict_nothing():
    assert list(find_errors(FULL)) == []


def test_without_a_version_a_document_is_not_trusted():
    document = {**FULL.to_json()}
    del document["vocabulary"]

    assert dict(find_errors(Choices.from_json(document))) == {
        "vocabulary": "unknown_vocabulary"
    }


def test_country_that_leaves_the_list_leaves_at_once_and_new_ones_wait():
    lists = [
        PlaceList(datetime(2026, 1, 1, tzinfo=UTC).date(), "", frozenset({"FI", "XA"})),
        PlaceList(datetime(2027, 1, 1, tzinfo=UTC).date(), "", frozenset({"FI", "XB"})),
    ]

    assert listed_countries("2026-01-01", lists) == {"FI"}
    assert listed_countries("2027-01-01", lists) == {"FI", "XB"}
    assert listed_countries("2025-01-01", lists) == frozenset()
    assert listed_countries(None, lists) == frozenset()


def test_newest_list_has_the_european_economic_area_and_a_source():
    places = newest_list()

    assert {"FI", "DE", "NO", "CH", "GB"} <= places.countries
    assert places.countries.isdisjoint({"US", "CA", "CN"})
    assert places.source
