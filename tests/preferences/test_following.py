from consent.preferences.services import join
from consent.vocabulary.levels import Level
from tests import people


def test_delivery_page_shows_each_place_on_its_way(visitor, ana):
    join(
        participant=ana.participant,
        platform=people.make_platform("lakeside"),
        by=ana.account,
    )
    people.choose(ana, Level.HEALTH)

    answer = visitor.get("/changes/1/")

    assert [place.state for place in answer.context["places"]] == ["waiting"]
    assert answer.context["live"]
    assert "On its way" in answer.content.decode()


def test_nobody_sees_the_changes_of_others(visitor, ben):
    people.choose(ben, Level.HEALTH)

    answer = visitor.get("/changes/1/")

    assert answer.status_code == 404
