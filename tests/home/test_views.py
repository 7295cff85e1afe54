import pytest

from consent.preferences.services import join
from consent.vocabulary.levels import Level
from tests import people


@pytest.fixture
def ana(db):
    return people.make_person("Ana")


@pytest.fixture
def visitor(client, ana):
    return people.sign_in(client, ana)


def test_home_says_so_before_the_first_choice(visitor):
    answer = visitor.get("/home/")

    html = answer.content.decode()
    assert "You have not chosen yet. We say no to all new requests." in html
    assert "No one has used your data yet." in html


def test_home_shows_the_level_and_the_last_change(visitor, ana):
    join(
        participant=ana.participant,
        platform=people.make_platform("lakeside"),
        by=ana.account,
    )
    people.choose(ana, Level.HEALTH)

    answer = visitor.get("/home/")

    assert answer.context["current"].level_label == "Share for health"
    assert answer.context["last_change"]["counts"].total == 1
    assert len(answer.context["current"].groups) == 6


def test_home_reminds_of_a_draft(visitor):
    visitor.post("/choices/", {"level": "wide", "action": "check"})

    answer = visitor.get("/home/")

    assert "You have changes that are not saved" in answer.content.decode()


def test_home_needs_few_queries(visitor, ana, django_assert_max_num_queries):
    for number in range(5):
        platform = people.make_platform(f"place-{number}")
        join(participant=ana.participant, platform=platform, by=ana.account)
    people.choose(ana, Level.HEALTH)

    with django_assert_max_num_queries(16):
        visitor.get("/home/")
