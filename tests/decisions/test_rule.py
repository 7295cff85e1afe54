"""The steps of the rule, one by one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from consent.decisions.results import Reason
from consent.decisions.rule import decide
from consent.decisions.uses import Party
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.levels import Level, choices_of
from consent.vocabulary.terms import (
    ALL_DETAILS,
    ALWAYS_DUTIES,
    Basis,
    Detail,
    Duty,
    Flag,
    Group,
    Kind,
    Limit,
    PlaceRule,
    Topic,
    Way,
)
from tests.decisions.cases import (
    AT,
    BREATHING_DISEASE,
    CYSTIC_FIBROSIS,
    HIERARCHY,
    OFF_LIST,
    ON_LIST,
    ORGANIZATION,
    a_use,
    level_choices,
)

WIDE = level_choices(Level.WIDE)


def decided(choices, use, **options):
    return decide(choices, use, hierarchy=HIERARCHY, at=AT, **options)


def reasons(decision):
    return [(reason.code.value, reason.about) for reason in decision.reasons]


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"parties": ()}, "parties"),
        ({"kinds": frozenset()}, "kinds"),
        ({"topic": None}, "topic"),
        ({"topic": Topic.CONDITION}, "topic"),
        ({"places": frozenset()}, "places"),
        ({"places": frozenset({"XX"})}, "places"),
        ({"way": None}, "way"),
        ({"basis": None}, "basis"),
        ({"incomplete": ("tools",)}, "tools"),
    ],
)
def test_incomplete_use_is_refused_and_the_part_is_named(change, part):
    decision = decided(WIDE, replace(a_use(), **change))

    assert decision.result == "deny"
    assert decision.reasons == (Reason("incomplete", part),)


@pytest.mark.parametrize("basis", set(Basis) - {Basis.CHOICE})
def test_other_basis_is_not_decided(basis):
    decision = decided(WIDE, a_use(basis=basis))

    assert decision.result == "deny"
    assert reasons(decision) == [("not_a_choice", f"basis:{basis.value}")]


def test_nobody_has_chosen():
    assert reasons(decided(None, a_use())) == [("unanswered", None)]


def test_end_date_ends_everything_at_that_moment():
    ended = replace(WIDE, until=AT)
    running = replace(WIDE, until=AT + timedelta(microseconds=1))

    assert reasons(decided(ended, a_use())) == [("expired", None)]
    assert decided(running, a_use()).is_permitted


def test_newer_words_are_not_guessed():
    older = replace(WIDE, vocabulary=0)
    newer = replace(WIDE, vocabulary=99)

    assert ("unknown_term", "topic:health") in reasons(decided(older, a_use()))
    assert reasons(decided(newer, a_use())) == [("unknown_term", "vocabulary")]


def test_unknown_party_is_refused_whatever_it_does():
    stranger = Party("stranger", None)
    use = a_use(parties=(Party(ORGANIZATION, Group.NONPROFIT), stranger))

    assert reasons(decided(WIDE, use)) == [("unknown_party", "party:stranger")]


def test_yes_tells_the_answers_and_returns_every_duty():
    decision = decided(
        replace(WIDE, months=12, duties=frozenset({Duty.PUBLISH})), a_use()
    )

    assert decision.is_permitted
    assert ("said_yes", "nonprofit.gene") in reasons(decision)
    assert ("said_yes", "topic:health") in reasons(decision)
    duties = {duty.code: duty.months for duty in decision.obligations}
    assert set(duties) == ALWAYS_DUTIES | {Duty.PUBLISH, Duty.MONTHS}
    assert duties[Duty.MONTHS] == 12


def test_lowest_answer_of_several_parties_counts():
    parties = (Party("a", Group.NONPROFIT), Party("b", Group.COMPANY))
    use = a_use(kind=Kind.GENOME, parties=parties)

    decision = decided(level_choices(Level.HEALTH), use)

    assert decision.result == "ask"
    assert reasons(decision) == [("said_ask", "company.genome")]


def test_full_dna_needs_gene_results_too():
    cells = {**WIDE.cells, (Group.NONPROFIT, Kind.GENE): Answer.NO}

    decision = decided(replace(WIDE, cells=cells), a_use(kind=Kind.GENOME))

    assert reasons(decision) == [("said_no", "nonprofit.gene")]


def test_unanswered_cell_is_no_and_told_apart():
    cells = dict(WIDE.cells)
    del cells[Group.NONPROFIT, Kind.GENE]

    decision = decided(replace(WIDE, cells=cells), a_use())

    assert decision.result == "deny"
    assert reasons(decision) == [("unanswered", "nonprofit.gene")]


def test_detail_counts_unless_it_is_left_out():
    choices = replace(WIDE, details={Detail.MENTAL: Answer.NO})
    use = a_use(kind=Kind.HEALTH)

    refused = decided(choices, use)
    smaller = decided(choices, replace(use, leave_out=frozenset({Detail.MENTAL})))

    assert reasons(refused) == [("said_no", "health.mental")]
    assert refused.leave_out == ("health.mental",)
    assert smaller.is_permitted


def test_platform_that_cannot_keep_a_detail_apart_loses_the_kind():
    choices = replace(WIDE, details={Detail.MENTAL: Answer.NO})
    use = a_use(
        kinds=frozenset({Kind.HEALTH, Kind.GENE}), leave_out=frozenset({Detail.MENTAL})
    )

    decision = decided(choices, use, apart=ALL_DETAILS - {Detail.MENTAL})

    assert decision.result == "deny"
    assert decision.leave_out == ("health",)


def test_unstated_flag_counts_as_on():
    choices = level_choices(Level.CONDITION)

    decision = decided(choices, a_use(diseases=[CYSTIC_FIBROSIS], flags={}))

    assert ("said_no", "flag:tools") in reasons(decision)
    assert decided(
        choices, a_use(diseases=[CYSTIC_FIBROSIS], flags=dict.fromkeys(Flag, False))
    ).is_permitted


@pytest.mark.parametrize(
    ("named", "diseases", "about"),
    [
        ({CYSTIC_FIBROSIS}, [CYSTIC_FIBROSIS], "topic:condition"),
        ({BREATHING_DISEASE}, [CYSTIC_FIBROSIS], "topic:condition"),
        ({CYSTIC_FIBROSIS}, [BREATHING_DISEASE], "topic:health"),
        ({CYSTIC_FIBROSIS}, [CYSTIC_FIBROSIS, BREATHING_DISEASE], "topic:health"),
        ({CYSTIC_FIBROSIS}, ["MONDO:9999999"], "topic:health"),
        ({"MONDO:9999999"}, ["MONDO:9999999"], "topic:condition"),
        ({CYSTIC_FIBROSIS}, [], "topic:health"),
        (set(), [CYSTIC_FIBROSIS], "topic:health"),
    ],
)
def test_condition_applies_if_every_disease_descends_from_a_named_one(
    named, diseases, about
):
    choices = replace(WIDE, conditions=frozenset(named))

    decision = decided(choices, a_use(diseases=diseases))

    assert about in {reason.about for reason in decision.reasons}


@pytest.mark.parametrize(
    ("where", "place", "result"),
    [
        (PlaceRule.ANYWHERE, OFF_LIST, "permit"),
        (PlaceRule.LIST, ON_LIST, "permit"),
        (PlaceRule.LIST, OFF_LIST, "ask"),
        (PlaceRule.LIST, "ZW", "permit"),
        (PlaceRule.MINE, ON_LIST, "ask"),
        (PlaceRule.MINE, "ZW", "permit"),
        (PlaceRule.OWN, "JP", "permit"),
        (PlaceRule.OWN, "ZW", "ask"),
        (None, ON_LIST, "deny"),
    ],
)
def test_place_follows_the_rule_for_places(where, place, result):
    choices = replace(
        WIDE,
        where=where,
        home_country="ZW",
        own_places=frozenset({"JP"}),
        listed=choices_of(Level.HEALTH).listed,
        outside=Answer.ASK,
    )

    assert decided(choices, a_use(place=place)).result == result


def test_every_place_counts():
    use = a_use(places=frozenset({ON_LIST, OFF_LIST}))

    decision = decided(level_choices(Level.HEALTH), use)

    assert reasons(decision) == [("said_ask", f"place:{OFF_LIST}")]


def test_named_organization_has_a_row_of_its_own():
    rows = {ORGANIZATION: {Kind.GENE: Answer.NO, Kind.SURVEY: Answer.YES}}
    choices = replace(WIDE, organizations=rows)
    elsewhere = a_use(parties=(Party("other", Group.NONPROFIT),))

    assert reasons(decided(choices, a_use())) == [
        ("said_no", f"organization:{ORGANIZATION}.gene")
    ]
    assert reasons(decided(choices, a_use(kind=Kind.HEALTH))) == [
        ("unanswered", f"organization:{ORGANIZATION}.health")
    ]
    assert decided(choices, elsewhere).is_permitted


def test_kind_that_is_no_in_every_group_stays_no_for_a_named_organization():
    cells = WIDE.cells | {(group, Kind.GENE): Answer.NO for group in Group}
    rows = {ORGANIZATION: dict.fromkeys(Kind, Answer.YES)}

    decision = decided(replace(WIDE, cells=cells, organizations=rows), a_use())

    assert decision.result == "deny"


@pytest.mark.parametrize(
    ("change", "evidence", "about"),
    [
        ({}, {}, "limit:ethics"),
        ({"months": 12}, {Limit.ETHICS: 1}, "limit:months"),
        ({"months": 12}, {Limit.ETHICS: 1, Limit.MONTHS: 13}, "limit:months"),
    ],
)
def test_failed_limit_is_no_even_where_the_answer_is_ask(change, evidence, about):
    choices = replace(level_choices(Level.ASK), **change)

    decision = decided(choices, a_use(evidence=evidence))

    assert decision.result == "deny"
    assert reasons(decision) == [("limit_failed", about)]


@pytest.mark.parametrize("duty", sorted(ALWAYS_DUTIES))
def test_duty_that_is_not_accepted_is_no(duty):
    decision = decided(WIDE, a_use(accepts=ALWAYS_DUTIES - {duty}))

    assert decision.result == "deny"
    assert reasons(decision) == [("duty_not_accepted", f"duty:{duty.value}")]


def test_smaller_question_is_named():
    kinds = frozenset({Kind.GENE, Kind.SAMPLE, Kind.HEALTH})
    use = a_use(kinds=kinds)

    decision = decided(level_choices(Level.HEALTH), use)

    assert decision.result == "ask"
    assert decision.leave_out == ("sample",)
    assert decided(
        level_choices(Level.HEALTH), replace(use, kinds=kinds - {Kind.SAMPLE})
    ).is_permitted


def test_no_smaller_question_where_the_purpose_is_refused():
    use = a_use(kinds=frozenset(Kind), topic=Topic.ANCESTRY)

    assert decided(level_choices(Level.HEALTH), use).leave_out == ()


def test_empty_choices_refuse_everything():
    assert decided(Choices(), a_use()).result == "deny"


def test_library_is_refused_where_only_a_visit_is_fine():
    choices = level_choices(Level.CONDITION)

    decision = decided(choices, a_use(diseases=[CYSTIC_FIBROSIS], way=Way.LIBRARY))

    assert reasons(decision) == [("said_no", "way:library")]
