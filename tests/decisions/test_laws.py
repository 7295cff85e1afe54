"""The laws of the rule, tried on whatever Hypothesis can think of."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from consent.decisions.narrowing import change_kind, is_closed, narrows
from consent.decisions.rule import decide
from consent.decisions.uses import Use
from consent.vocabulary.answers import Answer
from consent.vocabulary.levels import COLUMNS, Level
from consent.vocabulary.terms import ALL_DETAILS, Detail, Kind
from tests.decisions.cases import AT, HIERARCHY, all_uses, level_choices
from tests.decisions.random_cases import random_choices, random_use, seeded
from tests.decisions.test_grants import GRANT

RANK = {"deny": 0, "ask": 1, "permit": 2}
seeds = st.integers(0, 2**32)
choices_drawn = seeds.map(seeded).map(random_choices)
uses_drawn = seeds.map(seeded).map(random_use)


def rank(choices, use, **options):
    return RANK[decide(choices, use, hierarchy=HIERARCHY, at=AT, **options).result]


def test_none_refuses_all():
    none = level_choices(Level.NONE)

    assert {rank(none, use) for use in all_uses()} == {0}


def test_levels_nest():
    permitted = {
        level: {
            position
            for position, use in enumerate(all_uses()[::3])
            if rank(level_choices(level), use) == 2
        }
        for level in COLUMNS
    }

    assert permitted[Level.NONE] == permitted[Level.ASK] == set()
    assert permitted[Level.ASK] < permitted[Level.CONDITION]
    assert permitted[Level.CONDITION] < permitted[Level.HEALTH]
    assert permitted[Level.HEALTH] < permitted[Level.WIDE]


@given(choices_drawn, uses_drawn, st.data())
def test_narrowing_never_turns_a_refusal_into_a_permit(choices, use, data):
    lower = st.sampled_from([Answer.NO, Answer.ASK])
    cells = {
        cell: min(answer, data.draw(lower)) if data.draw(st.booleans()) else answer
        for cell, answer in list(choices.cells.items())[:6]
    }
    narrowed = replace(choices, cells={**choices.cells, **cells}, ethics=True)

    assert rank(narrowed, use) <= rank(choices, use)


@given(choices_drawn, choices_drawn, uses_drawn)
def test_change_that_is_not_narrowing_takes_nothing_away(old, new, use):
    if not narrows(old, new):
        assert rank(new, use) >= rank(old, use)


@given(choices_drawn, uses_drawn, st.sampled_from(Kind))
def test_asking_for_more_kinds_never_helps(choices, use, kind):
    if use.kinds:
        assert rank(choices, replace(use, kinds=use.kinds | {kind})) <= rank(
            choices, use
        )


@given(choices_drawn, uses_drawn, st.sampled_from(Detail))
def test_asking_for_more_details_never_helps(choices, use, detail):
    more = replace(use, leave_out=use.leave_out - {detail})

    assert rank(choices, more) <= rank(choices, use)


@given(choices_drawn, uses_drawn)
def test_order_of_parties_is_irrelevant(choices, use):
    turned = replace(use, parties=use.parties[::-1])

    assert rank(choices, turned) == rank(choices, use)


@given(choices_drawn, uses_drawn)
def test_dropping_any_part_never_helps(choices, use):
    empty = Use()
    before = rank(choices, use)
    required = {"parties", "kinds", "topic", "way", "places", "basis"}
    for part in (
        *required,
        "leave_out",
        "flags",
        "diseases",
        "study",
        "accepts",
        "evidence",
    ):
        after = rank(choices, replace(use, **{part: getattr(empty, part)}))
        assert after <= before
        assert not (part in required and after)


@given(choices_drawn, uses_drawn)
def test_grant_never_lifts_no(choices, use):
    grant = replace(GRANT, kinds=frozenset(Kind), topic=use.topic)
    if rank(choices, use) == 0:
        assert rank(choices, use, grants=[grant]) == 0


@given(choices_drawn, uses_drawn)
def test_what_to_leave_out_makes_a_better_question(choices, use):
    decision = decide(choices, use, hierarchy=HIERARCHY, at=AT)
    left = set(decision.leave_out)
    smaller = replace(
        use,
        kinds=frozenset(kind for kind in use.kinds if kind.value not in left),
        leave_out=use.leave_out | {detail for detail in Detail if detail.value in left},
    )

    if left:
        assert rank(choices, smaller) > RANK[decision.result]


@given(choices_drawn, uses_drawn, st.sets(st.sampled_from(Detail)))
def test_keeping_fewer_details_apart_never_helps(choices, use, lost):
    apart = ALL_DETAILS - lost

    assert rank(choices, use, apart=apart) <= rank(choices, use)


@given(choices_drawn, uses_drawn)
def test_closed_choices_answer_nothing(choices, use):
    if is_closed(choices):
        assert rank(choices, use) == 0


@given(choices_drawn, choices_drawn)
def test_change_kind_agrees_with_narrowing(old, new):
    kind = change_kind(old, new)

    assert kind != "widened" or not narrows(old, new)
    assert (kind == "same") == (old == new)
