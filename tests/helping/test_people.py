import re

import pytest

from consent.participants.models import Authority
from consent.preferences import queries
from consent.vocabulary.levels import Level
from tests import people


@pytest.fixture
def visitor(client, ana, for_leo):
    return people.sign_in(client, ana)


def test_guardian_switches_to_the_child_and_back(visitor, ana, for_leo):
    there = visitor.post("/people/act/", {"authority": for_leo.pk}, follow=True)
    back = visitor.post("/people/act/", {"authority": ana.pk}, follow=True)

    assert "You are choosing for Leo (your child)" in there.content.decode()
    assert re.search("<title>Home . Leo . Ambit<", there.content.decode())
    assert "You are choosing for Leo" not in back.content.decode()


def test_choices_are_saved_for_the_child(visitor, ana, leo, for_leo):
    visitor.post("/people/act/", {"authority": for_leo.pk})

    visitor.post("/choices/", {"level": "none", "action": "check"})
    token = visitor.get("/choices/check/").context["token"]
    visitor.post("/choices/save/", {"token": token})

    saved = queries.current(leo)
    assert saved.level == Level.NONE
    assert (saved.by, saved.authority) == (ana.account, for_leo)
    assert queries.current(ana.participant) is None


def test_nobody_acts_under_the_authority_of_another(visitor, ben):
    answer = visitor.post("/people/act/", {"authority": ben.pk})

    assert answer.status_code == 404
    assert "acting_as" not in visitor.session


def test_ended_authority_cannot_be_picked(visitor, for_leo):
    Authority.objects.filter(pk=for_leo.pk).update(
        starts_at="2020-01-01T00:00Z", ends_at="2021-01-01T00:00Z"
    )

    answer = visitor.post("/people/act/", {"authority": for_leo.pk})

    assert answer.status_code == 404


def test_link_alone_does_not_switch(visitor, for_leo):
    assert visitor.get("/people/act/", {"authority": for_leo.pk}).status_code == 405


def test_page_of_another_tab_changes_nobody_else(visitor, ana, for_leo):
    opened = visitor.get("/choices/")
    visitor.post("/people/act/", {"authority": for_leo.pk})

    answer = visitor.post(
        "/choices/", {"level": "wide", "action": "check", "authority": ana.pk}
    )

    assert f'name="authority" value="{ana.pk}"' in opened.content.decode()
    assert answer.headers["Location"] == "/choices/"
    assert visitor.get("/choices/check/").status_code == 302


def test_people_page_lists_whom_one_may_act_for(visitor):
    html = visitor.get("/people/").content.decode()

    assert "Choose for Leo" in html
    assert "Ana" in html


def test_helper_who_may_only_look_is_told_so(client, ben, leo):
    helps = Authority.objects.create(
        account=ben.account, participant=leo, kind=Authority.Kind.HELPER_VIEW
    )
    people.sign_in(client, ben)

    answer = client.post("/people/act/", {"authority": helps.pk}, follow=True)

    assert "You are looking at the page of Leo" in answer.content.decode()
    assert "Choose now" not in answer.content.decode()
