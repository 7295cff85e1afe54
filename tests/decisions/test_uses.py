"""Uses are read from the wire, whatever is on it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.decisions.rule import decide
from consent.decisions.uses import Party, parse_use
from consent.vocabulary.levels import Level
from consent.vocabulary.terms import (
    Basis,
    Detail,
    Duty,
    Flag,
    Group,
    Kind,
    Limit,
    Topic,
)
from tests.decisions.cases import AT, HIERARCHY, level_choices

PARTIES = (Party("northfield", Group.NONPROFIT),)
WIRE = {
    "kinds": ["gene", "health"],
    "leave_out": ["health.mental"],
    "topic": "health",
    "tools": False,
    "commercial": True,
    "diseases": ["MONDO:0009061"],
    "places": ["DE", "FI"],
    "way": "visit",
    "study": "study-1",
    "accepts": ["report", "stop", "no_reident", "no_onward", "only_this", "dance"],
    "evidence": {"ethics": "board 12", "months": 6},
    "basis": "choice",
    "something_newer": 1,
}
REQUIRED = ("kinds", "topic", "places", "way", "basis")
BROKEN = {
    "kinds": ["gene", "soul"],
    "leave_out": ["health.soul"],
    "topic": "fun",
    "tools": "no",
    "commercial": 0,
    "diseases": ["flu"],
    "places": ["Atlantis"],
    "way": "fax",
    "study": 7,
    "accepts": "all",
    "evidence": ["ethics"],
    "basis": "whim",
}


def test_whole_use_is_read():
    use = parse_use(WIRE, PARTIES)

    assert use.missing == ()
    assert use.kinds == {Kind.GENE, Kind.HEALTH}
    assert use.leave_out == {Detail.MENTAL}
    assert use.topic is Topic.HEALTH
    assert use.flags == {Flag.TOOLS: False, Flag.COMMERCIAL: True}
    assert use.evidence == {Limit.ETHICS: 1, Limit.MONTHS: 6}
    assert use.accepts >= {Duty.REPORT, Duty.STOP}
    assert use.basis is Basis.CHOICE


@pytest.mark.parametrize("part", REQUIRED)
def test_required_part_that_is_absent_is_named(part):
    wire = {name: value for name, value in WIRE.items() if name != part}

    assert parse_use(wire, PARTIES).missing == (part,)


@pytest.mark.parametrize("part", BROKEN)
def test_part_that_makes_no_sense_is_named(part):
    assert parse_use(WIRE | {part: BROKEN[part]}, PARTIES).missing == (part,)


def test_every_wire_name_is_tried():
    assert set(BROKEN) == set(WIRE) - {"something_newer"}


def test_unstated_flag_is_absent_and_so_counts_as_on():
    use = parse_use(WIRE | {"tools": None}, PARTIES)

    assert use.flags == {Flag.COMMERCIAL: True}


@pytest.mark.parametrize(
    ("evidence", "proven"),
    [
        ({"ethics": True, "months": 3}, {Limit.ETHICS: 1, Limit.MONTHS: 3}),
        ({"ethics": 1, "months": True}, {}),
        ({"ethics": " ", "months": 0}, {}),
        ({"ethics": False, "months": -1}, {}),
    ],
)
def test_statement_of_another_type_proves_nothing(evidence, proven):
    assert parse_use(WIRE | {"evidence": evidence}, PARTIES).evidence == proven


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(WIRE)), json_values))
def test_nothing_on_the_wire_makes_the_rule_fail(changes):
    use = parse_use(WIRE | changes, PARTIES)

    decision = decide(level_choices(Level.WIDE), use, hierarchy=HIERARCHY, at=AT)

    assert decision.reasons
