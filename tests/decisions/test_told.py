"""What a platform is told, and what it never is."""

import json
from dataclasses import replace

import pytest

from consent.decisions.duo import Member
from consent.decisions.told import tell
from consent.vocabulary.answers import Answer
from consent.vocabulary.levels import COLUMNS, Level
from consent.vocabulary.terms import Contact, Duty, Group, Kind
from tests.decisions.cases import AT, BREAST_CANCER, level_choices
from tests.decisions.test_grants import GRANT

MEMBERS = [Member("northfield", "https://ror.org/1", Group.NONPROFIT)]


def told(choices, *, with_diseases=True, **options):
    return tell(choices, at=AT, with_diseases=with_diseases, **options)


@pytest.mark.parametrize("level", COLUMNS)
def test_sharing_is_none_only_if_nothing_can_be_asked(level):
    payload = told(level_choices(level))

    assert payload["sharing"] == ("none" if level is Level.NONE else "some")
    assert json.loads(json.dumps(payload)) == payload


@pytest.mark.parametrize(
    "choices", [None, replace(level_choices(Level.WIDE), until=AT)]
)
def test_nothing_chosen_and_ended_look_like_none(choices):
    assert told(choices) == told(level_choices(Level.NONE))


def test_obligations_and_end_are_told():
    choices = replace(
        level_choices(Level.WIDE),
        months=12,
        duties=frozenset({Duty.PUBLISH}),
        until=AT.replace(year=2030, microsecond=700_000),
    )

    payload = told(choices)

    assert {"code": "months", "months": 12} in payload["obligations"]
    assert {"code": "publish"} in payload["obligations"]
    assert {"code": "no_reident"} in payload["obligations"]
    assert payload["until"] == "2030-11-23T12:00:00Z"


def test_private_facts_are_never_told():
    secret = replace(
        level_choices(Level.CONDITION),
        organizations={"kintree-secret": dict.fromkeys(Kind, Answer.NO)},
        contact={Contact.FINDINGS: Answer.YES},
        home_country="ZW",
        conditions=frozenset({BREAST_CANCER}),
    )

    payload = json.dumps(told(secret, with_diseases=False))

    for word in ("kintree-secret", "findings", BREAST_CANCER, "condition", "cells"):
        assert word not in payload


def test_grant_adds_blocks_for_its_organization():
    payload = told(level_choices(Level.ASK), members=MEMBERS, grants=[GRANT])

    (blocks,) = payload["grants"]
    assert set(blocks) == {"gene", "health"}
    assert payload["duo"] == {}


def test_grant_of_an_unknown_organization_is_not_told():
    payload = told(level_choices(Level.ASK), grants=[GRANT])

    assert payload["grants"] == []
