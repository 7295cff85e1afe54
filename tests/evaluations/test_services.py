"""Deciding from the masks and from the whole rule."""

from dataclasses import replace

import pytest
from django.db import connection

from consent.decisions.results import ReasonCode, Result
from consent.decisions.rule import decide
from consent.diseases.queries import hierarchy
from consent.evaluations import services
from consent.evaluations.services import Question
from consent.evaluations.uses import stated_use
from consent.organizations.models import Partnership
from consent.organizations.queries import parties_for
from consent.vocabulary.answers import Answer
from consent.vocabulary.levels import Level, choices_of
from consent.vocabulary.terms import Detail, Group, Kind
from tests import institutions, people

CYSTIC_FIBROSIS = "MONDO:0009061"
USES = (
    {},
    {"kinds": ["genome"]},
    {"kinds": ["health"], "leave_out": ["health.mental"]},
    {"way": "library"},
    {"tools": True, "commercial": True},
    {"diseases": [CYSTIC_FIBROSIS]},
    {"places": ["BR", "US"]},
    {"accepts": []},
    {"evidence": {}},
    {"topic": "care"},
    {"basis": "law"},
    {"kinds": []},
)


def use_of(platform, asked):
    parties = parties_for(asked.names, platform=platform)
    return stated_use(asked.properties, parties, platform).use


def party_for(name, caller):
    [party] = parties_for([name], platform=caller.platform)
    return party


def question(link, **use):
    return Question(
        subject_id=link.subject_id,
        organization=institutions.HOSPITAL,
        on_behalf_of=use.pop("on_behalf_of", ()),
        properties={**institutions.USE, "places": ["FI"], **use},
    )


@pytest.mark.parametrize("level", [one for one in Level if one is not Level.OWN])
def test_answer_is_the_rules_own(ana, lakeside, link, mondo, level):
    value = choices_of(level)
    people.choose(ana, value)

    for use in USES:
        asked = question(link, **use)
        evaluation, facts = services.answer(platform=lakeside.platform, question=asked)

        found = evaluation.decision
        expected = decide(
            value,
            use_of(lakeside.platform, asked),
            hierarchy=hierarchy,
            at=facts.at,
            apart=frozenset({Detail.SEXUAL}),
        )
        assert found.result is expected.result
        assert found.leave_out == expected.leave_out
        assert found.obligations == expected.obligations
        assert set(found.reasons) <= set(expected.reasons)


def test_yes_asks_only_once_and_by_no_slow_way(
    ana, lakeside, link, django_assert_num_queries
):
    people.choose(ana, Level.WIDE)

    with django_assert_num_queries(0):
        evaluation, _ = services.answer(
            platform=lakeside.platform, question=question(link)
        )

    assert evaluation.decision.result is Result.PERMIT


def test_named_condition_is_unsealed_for_the_question(ana, lakeside, link, mondo):
    value = replace(
        choices_of(Level.CONDITION), conditions=frozenset({CYSTIC_FIBROSIS})
    )
    people.choose(ana, value)

    named, _ = services.answer(
        platform=lakeside.platform,
        question=question(link, diseases=[CYSTIC_FIBROSIS]),
    )
    other, _ = services.answer(platform=lakeside.platform, question=question(link))

    assert named.decision.result is Result.PERMIT
    assert other.decision.result is Result.DENY


def test_named_organization_has_its_own_row(ana, lakeside, link):
    value = replace(
        choices_of(Level.WIDE),
        organizations={institutions.HOSPITAL: {Kind.GENE: Answer.NO}},
    )
    people.choose(ana, value)

    evaluation, _ = services.answer(platform=lakeside.platform, question=question(link))

    assert evaluation.decision.result is Result.DENY


def test_every_party_counts(ana, lakeside, link):
    people.choose(ana, Level.WIDE)

    evaluation, _ = services.answer(
        platform=lakeside.platform, question=question(link, on_behalf_of=("nobody",))
    )

    assert evaluation.decision.reasons[0].code is ReasonCode.UNKNOWN_PARTY


def test_places_hold_where_the_data_lie(ana, lakeside, link):
    people.choose(ana, Level.CONDITION)
    lakeside.platform.country = "US"

    use = use_of(lakeside.platform, question(link))

    assert use.places == {"FI", "US"}


def test_unreadable_table_is_no_yes(ana, lakeside, link, monkeypatch):
    monkeypatch.setattr("consent.evaluations.queries.FACTS", "SELECT broken()")

    with pytest.raises(services.Unavailable), connection.cursor():
        services.evaluate(platform=lakeside.platform, question=question(link))


@pytest.mark.parametrize(
    ("fields", "is_partner", "group"),
    [
        ({}, False, Group.NONPROFIT),
        ({}, True, Group.REGISTRY),
        ({"kind": "company"}, True, Group.COMPANY),
        ({"kind": "other_company"}, False, Group.OTHER_COMPANY),
        ({"is_pledged": False}, True, None),
        ({"is_suspended": True}, True, None),
        ({"kind": "barred"}, True, None),
    ],
)
def test_one_row_applies_to_each_organization(lakeside, sam, fields, is_partner, group):
    organization = institutions.make_organization(
        "asker", ror=institutions.ROR, **fields
    )
    if is_partner:
        Partnership.objects.create(
            platform=lakeside.platform, partner=organization, approved_by=sam
        )

    party = party_for("asker", lakeside)

    assert party.group == group
    assert party.barred is (fields.get("kind") == "barred")
    assert party_for(institutions.ROR, lakeside) == party


def test_partner_of_another_platform_is_no_partner_here(lakeside, library, sam):
    organization = institutions.make_organization("asker")
    Partnership.objects.create(
        platform=library.platform, partner=organization, approved_by=sam
    )

    assert party_for("asker", lakeside).group is Group.NONPROFIT


def test_unknown_organization_is_nobody(lakeside):
    assert party_for("nobody", lakeside).group is None
