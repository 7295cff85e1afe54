"""The list of earlier choices: what each changed, who saved it, how far it came."""

import pytest

from consent.participants.models import Authority
from consent.preferences import services as preferences
from consent.publishing import services as publishing
from consent.publishing.services import Enforced
from consent.vocabulary.levels import Level
from tests import people, reading

PAGE = "/changes/"


@pytest.fixture
def link(ana):
    """Ana at Lakeside."""
    return preferences.join(
        participant=ana.participant,
        platform=people.make_platform("lakeside"),
        by=ana.account,
    )


@pytest.fixture
def visitor(client, ana):
    return people.sign_in(client, ana)


def choose_all(person, levels):
    for replacing, level in enumerate(levels):
        people.choose(person, level, replacing=replacing or None)


def enforce(link):
    link.refresh_from_db()
    publishing.acknowledge(
        platform=link.platform, enforced=[Enforced(link.subject_id, link.version)]
    )


def said(visitor, path=PAGE):
    page = visitor.get(path).content.decode()
    return reading.paragraphs(page.split("<main")[1].split("</main>")[0])


def test_each_line_says_what_changed(visitor, ana):
    choose_all(ana, [Level.HEALTH, Level.WIDE, Level.ASK, Level.NONE])

    changes = [line for line in said(visitor) if "answer" in line or "first" in line]

    assert changes[0].endswith("changed. You share nothing new from here on.")
    assert changes[1].endswith("changed. Some of it shares less than before.")
    assert changes[2].endswith("changed. It shares more than before.")
    assert changes[3] == "Your first choices."


def test_each_line_says_where_it_is_in_force(visitor, ana, link):
    people.choose(ana, Level.WIDE)
    enforce(link)
    people.choose(ana, Level.NONE, replacing=1)

    text = " ".join(said(visitor))

    assert "In force at 0 of 1 places." in text
    assert "This or a newer one is in force at 1 of 1 places." in text


def test_who_saved_it_is_told_with_their_role(visitor, ana, ben):
    helper = Authority.objects.create(
        account=ben.account,
        participant=ana.participant,
        kind=Authority.Kind.HELPER_CHOOSE,
    )
    people.choose(helper, Level.HEALTH)
    people.choose(ana, Level.NONE, replacing=1)

    text = " ".join(said(visitor))

    assert "by Ben, as a helper." in text
    assert "by you." in text


def test_nothing_chosen_says_what_that_means(visitor):
    text = " ".join(said(visitor))

    assert "You have not chosen yet. We say no to all new requests." in text


def test_who_may_only_look_gets_no_buttons(client, ana, ben):
    choose_all(ana, [Level.WIDE, Level.NONE])
    Authority.objects.filter(pk=ben.pk).update(
        participant=ana.participant, kind=Authority.Kind.HELPER_VIEW
    )
    people.sign_in(client, ben)

    page = client.get("/changes/1/").content.decode().split("<main")[1]

    assert client.get(PAGE).status_code == 200
    assert "Use these choices again" not in page
    assert "Change my choices again" not in page


@pytest.mark.parametrize("path", [PAGE, "/changes/1/"])
def test_pages_ask_the_same_of_the_database_for_many(
    visitor, ana, link, path, django_assert_max_num_queries
):
    choose_all(ana, [Level.WIDE, Level.NONE] * 10)
    enforce(link)
    visitor.get(path)

    with django_assert_max_num_queries(10):
        visitor.get(path)


def test_lines_are_easy_to_read(visitor, ana, link):
    choose_all(ana, [Level.WIDE, Level.HEALTH, Level.NONE])

    text = " ".join(said(visitor))

    assert reading.grade(text) <= 6
    assert max(len(one.split()) for one in reading.sentences(text)) <= 20


def test_delivery_page_shows_each_place_on_its_way(visitor, ana, link):
    people.choose(ana, Level.HEALTH)

    answer = visitor.get("/changes/1/")

    assert [place.state for place in answer.context["places"]] == ["waiting"]
    assert answer.context["live"]
    assert "On its way" in answer.content.decode()


def test_nobody_sees_the_changes_of_others(visitor, ben):
    people.choose(ben, Level.HEALTH)

    answer = visitor.get("/changes/1/")

    assert answer.status_code == 404
