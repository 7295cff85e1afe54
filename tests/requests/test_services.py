"""Asking people, and what a yes and a later no do."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from consent.errors import NotYours
from consent.grants.models import Grant
from consent.links.models import LinkVersion
from consent.organizations.models import Organization
from consent.preferences import services as preferences
from consent.publishing.models import FeedEntry
from consent.requests import services
from consent.requests.models import Asking, Request
from consent.vocabulary.levels import Level
from tests import institutions
from tests.people import choose, make_person, make_platform

pytestmark = pytest.mark.django_db


def say(asking, answer, authority):
    return services.answer(
        asking=asking, answer=answer, by=authority.account, authority=authority
    )


def test_only_people_who_want_to_be_asked_are_asked(dina, request_open):
    for level in (Level.WIDE, Level.NONE):
        other = make_person(level.value.title())
        choose(other, level)
        with pytest.raises(services.NotAsked):
            services.ask(request=request_open, participant=other.participant)

    asking = services.ask(request=request_open, participant=dina.participant)

    assert asking.answer == ""


def test_who_has_not_chosen_is_not_asked(request_open):
    eva = make_person("Eva")

    with pytest.raises(services.NotAsked):
        services.ask(request=request_open, participant=eva.participant)


def test_a_yes_gives_a_grant_of_the_request_and_tells_every_place(dina, asking):
    link = preferences.join(
        participant=dina.participant,
        platform=make_platform("lakeside"),
        by=dina.account,
    )

    answered = say(asking, Asking.Answer.YES, dina)

    assert (answered.grant.study, answered.grant.kinds) == ("sleep", ["gene"])
    assert LinkVersion.objects.filter(link=link).latest("version").cause == "grant"


def test_places_are_told_what_a_yes_allows_until_it_is_taken_back(dina, asking):
    Organization.objects.filter(requests__askings=asking).update(ror=institutions.ROR)
    link = preferences.join(
        participant=dina.participant,
        platform=make_platform("lakeside"),
        by=dina.account,
    )

    say(asking, Asking.Answer.YES, dina)
    services.take_back(asking=asking, by=dina.account, authority=dina)

    linked, given, ended = FeedEntry.objects.filter(link=link).order_by("seq")
    assert [entry.event for entry in (given, ended)] == ["grant.given", "grant.ended"]
    [blocks] = json.loads(given.body)["told"]["grants"]
    assert institutions.ROR in json.dumps(blocks["gene"])
    for entry in (linked, ended):
        assert json.loads(entry.body)["told"]["grants"] == []


def test_a_no_gives_nothing_and_tells_nobody(dina, asking):
    told = LinkVersion.objects.count()

    say(asking, Asking.Answer.NO, dina)

    assert not Grant.objects.exists()
    assert LinkVersion.objects.count() == told


def test_an_answer_counts_once(dina, asking):
    say(asking, Asking.Answer.NO, dina)

    with pytest.raises(services.AlreadyAnswered):
        say(asking, Asking.Answer.YES, dina)


def test_an_answer_after_the_end_is_refused(dina, asking):
    Request.objects.update(answer_by=timezone.now() - timedelta(days=1))

    with pytest.raises(services.TooLate):
        say(asking, Asking.Answer.YES, dina)


def test_nobody_answers_for_dina(dina, asking):

    with pytest.raises(NotYours):
        say(asking, Asking.Answer.YES, make_person("Ben"))


def test_a_later_no_ends_the_grant_for_good(dina, asking):
    grant = say(asking, Asking.Answer.YES, dina).grant

    choose(dina, Level.NONE)
    choose(dina, Level.ASK, replacing=2)

    grant.refresh_from_db()
    assert grant.ended_at is not None


def test_other_changes_leave_the_grant_alive(dina, asking):
    grant = say(asking, Asking.Answer.YES, dina).grant

    choose(dina, Level.WIDE, replacing=1)

    grant.refresh_from_db()
    assert grant.ended_at is None


def test_taking_a_yes_back_is_told_as_a_narrowing(dina, asking):
    link = preferences.join(
        participant=dina.participant,
        platform=make_platform("lakeside"),
        by=dina.account,
    )
    say(asking, Asking.Answer.YES, dina)

    services.take_back(asking=asking, by=dina.account, authority=dina)

    assert LinkVersion.objects.filter(link=link).latest("version").change == "narrowed"
    assert not Grant.objects.alive().exists()
