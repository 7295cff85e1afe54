"""DUO blocks by level, and the mixes that DUO can or cannot say."""

from dataclasses import replace

import pytest

from consent.decisions.duo import Member, project
from consent.decisions.duo_terms import RELEASE
from consent.vocabulary.answers import Answer
from consent.vocabulary.levels import Level, choices_of
from consent.vocabulary.places import newest_list
from consent.vocabulary.terms import (
    ALL_DETAILS,
    NOT_FOR_PROFIT,
    Detail,
    Duty,
    Flag,
    Group,
    Kind,
    Topic,
    Way,
)
from tests.decisions.cases import AT, level_choices

WIDE = level_choices(Level.WIDE)
GS = (
    "GS["
    + ", ".join(f"ISO3166:{code}" for code in sorted(newest_list().countries))
    + "]"
)
IN_HEALTH = f"HMB IRB NPU NMDS {GS} CC RS[no-ai, no-library]"
IN_CONDITION = (
    f"DS[MONDO:0009061] IRB NPU NCU NMDS {GS} RS[in-place-only, no-ai, research-only]"
)
MEMBERS = [
    Member("northfield", "https://ror.org/1", Group.NONPROFIT),
    Member("novagen", "https://ror.org/2", Group.COMPANY),
]


def blocks(choices, *, with_diseases=True, **options):
    found = project(choices, at=AT, with_diseases=with_diseases, **options)
    return {kind.value: str(block) for kind, block in found.items()}


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (Level.WIDE, dict.fromkeys(Kind, "GRU IRB CC")),
        (
            Level.HEALTH,
            dict.fromkeys(("survey", "health", "gene", "genome"), IN_HEALTH),
        ),
        (Level.CONDITION, dict.fromkeys(("survey", "health", "gene"), IN_CONDITION)),
        (Level.ASK, {}),
        (Level.NONE, {}),
    ],
)
def test_level_has_the_blocks_of_the_rule(level, expected):
    assert blocks(level_choices(level)) == expected


def test_place_that_the_person_did_not_pick_gets_no_disease():
    assert blocks(level_choices(Level.CONDITION), with_diseases=False) == {}
    assert blocks(choices_of(Level.CONDITION)) == {}


def test_nothing_chosen_or_ended_has_no_block():
    assert blocks(None) == {}
    assert blocks(replace(WIDE, until=AT)) == {}
    assert blocks(replace(WIDE, vocabulary=0)) == {}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"ethics": False}, "GRU CC"),
        ({"ways": {**WIDE.ways, Way.LIBRARY: Answer.NO}}, "GRU IRB CC RS[no-library]"),
        ({"ways": {Way.VISIT: Answer.YES}}, "GRU IRB CC RS[in-place-only]"),
        (
            {"flags": {**WIDE.flags, Flag.COMMERCIAL: Answer.ASK}},
            "GRU IRB NCU CC",
        ),
        (
            {"topics": {**WIDE.topics, Topic.CARE: Answer.ASK}},
            "GRU IRB RS[research-only]",
        ),
        (
            {"topics": {**WIDE.topics, Topic.PUBLIC_HEALTH: Answer.NO}},
            "GRU IRB RS[research-only]",
        ),
        ({"topics": {**WIDE.topics, Topic.OTHER: Answer.NO}}, "HMB IRB CC"),
        ({"topics": {Topic.ANCESTRY: Answer.YES}}, "POA IRB RS[research-only]"),
        ({"months": 24}, "GRU IRB CC TS[24]"),
        (
            {"duties": frozenset({Duty.PUBLISH, Duty.GIVE_BACK, Duty.SUMMARY})},
            "GRU IRB CC PUB RTN RS[summary]",
        ),
    ],
)
def test_part_of_a_mix_is_said_by_its_modifier(change, expected):
    assert blocks(replace(WIDE, **change))["gene"] == expected


def test_visit_that_is_not_yes_leaves_no_block():
    assert blocks(replace(WIDE, ways=dict.fromkeys(Way, Answer.ASK))) == {}


def test_groups_that_duo_cannot_name_become_named_institutions():
    cells = {
        (group, kind): Answer.YES if group is Group.NONPROFIT else Answer.NO
        for group in Group
        for kind in Kind
    }
    choices = replace(WIDE, cells=cells)

    assert blocks(choices) == {}
    assert (
        blocks(choices, members=MEMBERS)["gene"] == "GRU IRB IS[https://ror.org/1] CC"
    )


def test_organization_that_gets_less_than_its_group_forbids_whole_groups():
    choices = replace(WIDE, organizations={"novagen": {Kind.GENE: Answer.NO}})

    found = blocks(choices, members=MEMBERS)

    assert found["gene"] == "GRU IRB IS[https://ror.org/1] CC"


def test_four_groups_that_do_not_work_for_profit_are_npu():
    cells = {
        (group, kind): Answer.YES if group in NOT_FOR_PROFIT else Answer.ASK
        for group in Group
        for kind in Kind
    }

    assert blocks(replace(WIDE, cells=cells))["gene"] == "GRU IRB NPU CC"


def test_detail_is_left_out_or_the_kind_has_no_block():
    choices = replace(WIDE, details={Detail.MENTAL: Answer.ASK})

    apart = blocks(choices)
    together = blocks(choices, apart=ALL_DETAILS - {Detail.MENTAL})

    assert apart["health"] == "GRU IRB CC RS[without-health.mental]"
    assert "health" not in together
    assert together["gene"] == "GRU IRB CC"


def test_full_dna_has_no_block_without_gene_results():
    cells = WIDE.cells | {(group, Kind.GENE): Answer.ASK for group in Group}

    assert set(blocks(replace(WIDE, cells=cells))) == {"survey", "health", "sample"}


def test_wire_shape_is_that_of_beacon():
    block = project(level_choices(Level.CONDITION), at=AT, with_diseases=True)[
        Kind.GENE
    ]

    terms = block.to_json()["duoDataUse"]

    assert terms[0] == {
        "id": "DUO:0000007",
        "label": "disease specific research",
        "version": RELEASE,
        "modifiers": [{"id": "MONDO:0009061", "label": "cystic fibrosis"}],
    }
    assert terms[1] == {
        "id": "DUO:0000021",
        "label": "ethics approval required",
        "version": RELEASE,
    }
    assert {"id": "ISO3166:FI", "label": "Finland"} in terms[5]["modifiers"]
