"""Telling that a change was saved, is in force everywhere, or is late."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consent.links.models import Link
from consent.notifications.models import Awaited, Letter
from consent.participants.models import Authority
from consent.preferences import services as preferences
from consent.publishing import services as publishing
from consent.supervision.letters import LATE_MOST, tell_of_arrivals
from consent.vocabulary.levels import Level
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def second_link(ana, library):
    return preferences.join(
        participant=ana.participant, platform=library.platform, by=ana.account
    )


def confirm(link: Link) -> None:
    link.refresh_from_db()
    publishing.acknowledge(
        platform=link.platform,
        enforced=[publishing.Enforced(link.subject_id, link.version)],
    )


def look() -> int:
    Awaited.objects.update(look_at=timezone.now())
    return tell_of_arrivals()


def let_pass(**time: int) -> None:
    for awaited in Awaited.objects.all():
        awaited.saved_at -= timedelta(**time)
        awaited.save()


def kinds_of(authority: Authority) -> list[str]:
    return list(authority.account.letters.order_by("pk").values_list("kind", flat=True))


def test_saving_writes_one_letter_in_the_same_transaction(ana, link):
    people.choose(ana, Level.NONE)
    people.choose(ana, Level.NONE)

    assert kinds_of(ana) == ["saved"]
    assert Letter.objects.get().about == {"version": 1}


def test_everybody_who_may_choose_is_told_and_who_may_look_is_not(ana, ben, link):
    guardian, viewer = ben, people.make_person("Vera")
    for who, kind in ((guardian, "guardian"), (viewer, "helper_view")):
        Authority.objects.create(
            account=who.account, participant=ana.participant, kind=kind
        )

    people.choose(ana, Level.NONE)

    assert kinds_of(ana) == kinds_of(guardian) == ["saved"]
    assert kinds_of(viewer) == []


def test_a_change_is_told_once_when_every_place_has_confirmed(ana, link, second_link):
    people.choose(ana, Level.NONE)
    confirm(link)
    assert look() == 0

    confirm(second_link)

    assert (look(), look()) == (1, 0)
    assert kinds_of(ana) == ["saved", "in_force"]
    assert not Awaited.objects.exists()


def test_only_the_newest_change_is_told(ana, link):
    people.choose(ana, Level.NONE)
    confirm(link)
    people.choose(ana, Level.WIDE, replacing=1)
    assert look() == 0

    confirm(link)
    look()

    assert kinds_of(ana) == ["saved", "saved", "in_force"]
    assert Letter.objects.get(kind="in_force").about == {"version": 2}


def test_nothing_is_awaited_where_no_place_has_data(ana):
    people.choose(ana, Level.NONE)

    look()

    assert kinds_of(ana) == ["saved"]
    assert not Awaited.objects.exists()


def test_a_late_change_is_told_after_five_days_then_weekly_and_not_for_ever(ana, link):
    people.choose(ana, Level.NONE)
    let_pass(days=4)
    assert look() == 0

    told = []
    for _ in range(40):
        let_pass(days=1)
        told.append(look())

    days = [day for day, count in enumerate(told, start=5) if count]
    assert days == [5, 12, 19, 26]
    assert kinds_of(ana).count("late") == LATE_MOST


def test_a_late_change_is_told_when_it_arrives_after_all(ana, link):
    people.choose(ana, Level.NONE)
    let_pass(days=90)
    look()

    confirm(link)
    look()

    assert kinds_of(ana) == ["saved", "late", "in_force"]


def test_what_is_awaited_long_is_looked_at_rarely(ana, link):
    people.choose(ana, Level.NONE)
    let_pass(days=30)
    look()

    wait = Awaited.objects.get().look_at - timezone.now()

    assert wait > timedelta(hours=5)
