"""The vectors of the rule: known uses, every level."""

import pytest

from consent.decisions.preview import VECTORS
from consent.decisions.rule import decide
from consent.decisions.uses import Party
from consent.vocabulary.levels import COLUMNS
from tests.decisions.cases import (
    AT,
    CYSTIC_FIBROSIS,
    HIERARCHY,
    OFF_LIST,
    a_use,
    all_levels,
    level_choices,
)

LETTER = {"permit": "Y", "ask": "A", "deny": "N"}
UNIVERSITY = a_use("nonprofit", "gene", diseases=[CYSTIC_FIBROSIS])
COMPANY_AI = a_use(
    "company",
    "genome",
    diseases=[CYSTIC_FIBROSIS],
    tools=True,
    commercial=True,
    way="copy",
    place=OFF_LIST,
)
FAMILY_TREE = a_use(
    "other_company",
    "gene",
    topic="ancestry",
    commercial=True,
    way="copy",
    place=OFF_LIST,
)
COMPANY_HEALTH = a_use("company", "health", commercial=True)
EXPECTED = {
    "university": "YYYAN",
    "company_ai": "YANAN",
    "family_tree": "YNNAN",
    "company_health": "YYNAN",
}


def answers(use):
    decisions = [
        decide(choices, use, hierarchy=HIERARCHY, at=AT) for choices in all_levels()
    ]
    return "".join(LETTER[decision.result] for decision in decisions)


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("university", UNIVERSITY),
        ("company_ai", COMPANY_AI),
        ("family_tree", FAMILY_TREE),
        ("company_health", COMPANY_HEALTH),
    ],
)
def test_vector_is_answered_as_the_rule_says(name, use):
    assert answers(use) == EXPECTED[name]


def test_preview_vectors_are_the_vectors_of_the_rule():
    assert [answers(example.use) for example in VECTORS] == list(EXPECTED.values())


@pytest.mark.parametrize("level", COLUMNS)
def test_insurer_gets_no_at_any_level(level):
    use = a_use()
    barred = Party("insurer", "company", barred=True)

    decision = decide(
        level_choices(level),
        a_use(parties=(*use.parties, barred)),
        hierarchy=HIERARCHY,
        at=AT,
    )

    assert decision.result == "deny"
    assert [reason.code for reason in decision.reasons] == ["barred_recipient"]
