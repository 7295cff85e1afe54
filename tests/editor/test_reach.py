"""Who could do what, compared with the rule over every use there is."""

from dataclasses import replace
from itertools import combinations, product

import pytest
from django.utils import timezone

from consent.decisions.parts import fine_countries
from consent.decisions.results import Result
from consent.decisions.rule import decide
from consent.decisions.uses import Party, Use
from consent.editor.reach import Reach
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.diseases import BuiltInHierarchy
from consent.vocabulary.levels import COLUMNS, choices_of
from consent.vocabulary.terms import (
    Basis,
    Detail,
    Duty,
    Flag,
    Group,
    Kind,
    Limit,
    Topic,
    Way,
)
from tests.editor.mixes import MIXES

HIERARCHY = BuiltInHierarchy()
ANSWER = {Result.PERMIT: Answer.YES, Result.ASK: Answer.ASK, Result.DENY: Answer.NO}
TOPICS = [topic for topic in Topic if topic is not Topic.CONDITION]
ILLNESS = "MONDO:0009061"
LEVELS = [replace(choices_of(level), home_country="FI") for level in COLUMNS]


def uses_of(kind, party, countries):
    """Every use of a kind that a rule can tell apart, with all promises made."""
    switches = [
        dict(zip(Flag, on, strict=True)) for on in product((True, False), repeat=2)
    ]
    leavings = [frozenset(), frozenset(Detail)]
    leavings += [frozenset(Detail) - {Detail.MENTAL}]
    for topic, flags, way, country, left in product(
        TOPICS, switches, Way, countries, leavings
    ):
        for diseases in [frozenset(), frozenset({ILLNESS})][
            : 2 if topic == "health" else 1
        ]:
            yield Use(
                parties=(party,),
                kinds=frozenset({kind}),
                leave_out=left,
                topic=topic,
                flags=flags,
                diseases=diseases,
                places=frozenset({country}),
                way=way,
                accepts=frozenset(Duty),
                evidence={Limit.ETHICS: 1, Limit.MONTHS: 1},
                basis=Basis.CHOICE,
            )


def decided(choices, use):
    at = timezone.now()
    return ANSWER[decide(choices, use, hierarchy=HIERARCHY, at=at).result]


def told_by_the_rule(old, new, party, kind):
    fine = fine_countries(old or Choices()) | fine_countries(new)
    countries = {"FI", "US", "IR", min(fine, default="DE")}
    pairs = {
        (decided(old, use), decided(new, use))
        for use in uses_of(kind, party, countries)
    }
    return (
        max(before for before, _ in pairs),
        max(after for _, after in pairs),
        any(after > before for before, after in pairs),
        any(after < before for before, after in pairs),
    )


def told_by_reach(old, new, party, kind):
    move = Reach(old, new, hierarchy=HIERARCHY).move(party, kind)
    return (move.before, move.after, move.has_more, move.has_less)


@pytest.mark.parametrize(("old", "new"), list(combinations([None, *LEVELS], 2)))
def test_between_levels_every_group_moves_as_the_rule_decides(old, new):
    for group, kind in product((Group.NONPROFIT, Group.OTHER_COMPANY), Kind):
        party = Party("somebody", group)
        if new is not None:
            told = told_by_reach(old, new, party, kind)

            assert told == told_by_the_rule(old, new, party, kind), (group, kind)


def test_mixes_move_as_the_rule_decides():
    party = Party("novagen", Group.COMPANY)
    health = replace(choices_of(COLUMNS[1]), home_country="FI")

    for mix in MIXES[:: max(1, len(MIXES) // 12)]:
        for kind in (Kind.HEALTH, Kind.GENOME):
            told = told_by_reach(health, mix, party, kind)

            assert told == told_by_the_rule(health, mix, party, kind), mix


def test_named_organization_moves_by_its_own_row():
    party = Party("novagen", Group.COMPANY)
    old = choices_of(COLUMNS[1])
    new = replace(old, organizations={"novagen": dict.fromkeys(Kind, Answer.NO)})

    for kind in Kind:
        assert told_by_reach(old, new, party, kind) == told_by_the_rule(
            old, new, party, kind
        )


@pytest.mark.parametrize("party", [Party("x", None), Party("x", None, barred=True)])
def test_who_may_never_use_data_never_gains(party):
    told = told_by_reach(None, choices_of(COLUMNS[0]), party, Kind.GENE)

    assert told == (Answer.NO, Answer.NO, False, False)
