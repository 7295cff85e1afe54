"""A grant lifts ask to yes for one organization and study, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from consent.decisions.duo import Member
from consent.decisions.duo_grants import project_grant
from consent.decisions.grants import Grant
from consent.decisions.rule import decide
from consent.decisions.uses import Party
from consent.vocabulary.answers import Answer
from consent.vocabulary.diseases import ancestors
from consent.vocabulary.levels import COLUMNS, Level
from consent.vocabulary.terms import Detail, Flag, Group, Kind, Topic, Way
from tests.decisions.cases import (
    AT,
    BREATHING_DISEASE,
    CYSTIC_FIBROSIS,
    HIERARCHY,
    OFF_LIST,
    ON_LIST,
    ORGANIZATION,
    a_use,
    all_uses,
    level_choices,
)
from tests.decisions.duo_reader import allows

GRANT = Grant(
    code="grant-1",
    organization=ORGANIZATION,
    study="study-1",
    kinds=frozenset({Kind.GENE, Kind.HEALTH}),
    topic=Topic.HEALTH,
    flags=frozenset({Flag.COMMERCIAL}),
    ways=frozenset({Way.VISIT, Way.COPY}),
    places=frozenset({ON_LIST}),
    text_version=2,
    current_text_version=2,
    until=AT + timedelta(days=400),
)
ASK = level_choices(Level.ASK)
MEMBER = Member(ORGANIZATION, "https://ror.org/example", Group.NONPROFIT)


def result(use, grant=GRANT, choices=ASK):
    decision = decide(choices, use, grants=[grant], hierarchy=HIERARCHY, at=AT)
    return decision.result


def test_grant_turns_ask_into_yes_and_is_named():
    decision = decide(ASK, a_use(), grants=[GRANT], hierarchy=HIERARCHY, at=AT)

    assert decision.is_permitted
    assert [(reason.code, reason.about) for reason in decision.reasons] == [
        ("granted", "grant:grant-1")
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"study": "study-2"},
        {"study": None},
        {"parties": (Party("novagen", Group.NONPROFIT),)},
        {"kinds": frozenset({Kind.GENE, Kind.SURVEY})},
        {"kinds": frozenset({Kind.GENOME})},
        {"topic": Topic.ANCESTRY},
        {"flags": {Flag.TOOLS: True, Flag.COMMERCIAL: False}},
        {"flags": {}},
        {"way": Way.LIBRARY},
        {"places": frozenset({ON_LIST, OFF_LIST})},
    ],
)
def test_use_outside_the_request_still_asks(change):
    assert result(a_use(**change)) == "ask"


@pytest.mark.parametrize(
    "change",
    [
        {"current_text_version": 3},
        {"until": AT},
        {"ended_at": AT},
        {"leave_out": frozenset({Detail.MENTAL})},
        {"diseases": frozenset({CYSTIC_FIBROSIS})},
    ],
)
def test_grant_that_does_not_hold_lifts_nothing(change):
    assert result(a_use(kind=Kind.HEALTH), replace(GRANT, **change)) == "ask"


def test_grant_for_a_disease_covers_what_descends_from_it():
    grant = replace(GRANT, diseases=frozenset({BREATHING_DISEASE}))

    assert result(a_use(diseases=[CYSTIC_FIBROSIS]), grant) == "permit"


def test_grant_to_one_party_does_not_help_another():
    parties = (Party(ORGANIZATION, Group.NONPROFIT), Party("novagen", Group.COMPANY))
    both = [GRANT, replace(GRANT, code="grant-2", organization="novagen")]
    use = a_use(parties=parties)

    assert result(use) == "ask"
    assert decide(ASK, use, grants=both, hierarchy=HIERARCHY, at=AT).is_permitted


@pytest.mark.parametrize(
    "change",
    [
        {"topics": {**ASK.topics, Topic.HEALTH: Answer.NO}},
        {"ways": {}},
        {"cells": {**ASK.cells, (Group.NONPROFIT, Kind.GENE): Answer.NO}},
        {"until": AT},
    ],
)
def test_grant_never_lifts_no(change):
    assert result(a_use(), choices=replace(ASK, **change)) == "deny"


@pytest.mark.parametrize("level", COLUMNS)
def test_grant_never_changes_a_no_or_a_yes(level):
    choices = level_choices(level)
    for use in all_uses()[::17]:
        plain = decide(choices, use, hierarchy=HIERARCHY, at=AT)
        granted = decide(choices, use, grants=[GRANT], hierarchy=HIERARCHY, at=AT)
        if plain.result != "ask":
            assert granted.result == plain.result


def test_smaller_question_inside_the_grant_is_named():
    use = a_use(kinds=frozenset({Kind.GENE, Kind.SURVEY}))

    decision = decide(ASK, use, grants=[GRANT], hierarchy=HIERARCHY, at=AT)

    assert decision.result == "ask"
    assert decision.leave_out == ("survey",)


def test_grant_has_a_block_of_its_own():
    blocks = project_grant(ASK, GRANT, member=MEMBER, at=AT, with_diseases=False)

    assert str(blocks[Kind.GENE]) == (
        "HMB IRB PS[study-1] IS[https://ror.org/example] NMDS GS[ISO3166:DE] TS[12] "
        "RS[no-ai, no-library, research-only]"
    )
    assert set(blocks) == {Kind.GENE, Kind.HEALTH}


def test_grant_for_a_disease_is_disease_specific():
    grant = replace(GRANT, diseases=frozenset({CYSTIC_FIBROSIS}))

    blocks = project_grant(ASK, grant, member=MEMBER, at=AT, with_diseases=False)

    assert str(blocks[Kind.GENE]).startswith("DS[MONDO:0009061] IRB PS[study-1]")


@pytest.mark.parametrize(
    "grant",
    [
        replace(GRANT, topic=Topic.ANCESTRY),
        replace(GRANT, current_text_version=3),
        replace(GRANT, until=AT + timedelta(days=20)),
        replace(GRANT, ways=frozenset({Way.COPY})),
        replace(GRANT, organization="novagen"),
    ],
)
def test_grant_that_duo_cannot_say_has_no_block(grant):
    assert not project_grant(ASK, grant, member=MEMBER, at=AT, with_diseases=False)


def family(code):
    return ancestors(code)


@pytest.mark.parametrize("level", COLUMNS)
def test_grant_block_is_never_broader_than_the_decision(level):
    choices = level_choices(level)
    blocks = project_grant(choices, GRANT, member=MEMBER, at=AT, with_diseases=True)
    for kind, block in blocks.items():
        terms = block.to_json()["duoDataUse"]
        for use in all_uses()[::5]:
            if use.kinds == {kind} and allows(terms, use, family):
                assert result(use, choices=choices) == "permit"
