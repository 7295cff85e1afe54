"""The database is lost, and yesterday's copy takes its place."""

from urllib.error import HTTPError

import pytest
from django.utils import timezone

from consent.links.models import Link
from consent.organizations import services as organizations
from consent.preferences.queries import current
from consent.publishing.models import PlatformHealth
from tests.faults.person import Person, make_person
from tests.faults.reader import HttpReader
from tests.faults.reconciler import Reconciler
from tests.publishing.rows import make_account, make_link

pytestmark = [pytest.mark.faults, pytest.mark.long]

PROGRAMS = ("web", "dispatch")
NAMES = ("ana", "ben", "eva")


@pytest.fixture
def world(make_world):
    """Three people, and places that say what they hold when they are asked."""
    world = make_world(people=0, durations={"PUBLISHING_HEARTBEAT_SECONDS": "2"})
    world.named = {name: make_person(f"{name}@example.org") for name in NAMES}
    for person in world.named.values():
        for platform in world.platforms:
            make_link(platform, person)
    world.reconcilers = []
    for receiver, platform in zip(world.receivers, world.platforms, strict=True):
        issued = organizations.issue_credential(
            platform=platform, name="test", by=make_account()
        )
        found = Reconciler(world.stack.url, issued.client_id, issued.secret)
        receiver.answer = found.take
        world.reconcilers.append(found)
    return world


def choose(world, **levels):
    """Let people choose on the pages, each in a session of their own."""
    for name, level in levels.items():
        person = Person(world.stack.url)
        person.sign_in(f"{name}@example.org")
        person.choose(level)


def sharing_of(world, name):
    """Return what the places hold about somebody."""
    subjects = Link.objects.filter(participant=world.named[name])
    told = {
        subject: one["sharing"]
        for receiver in world.receivers
        for subject, one in receiver.told.items()
    }
    return {told[link.subject_id] for link in subjects}


def lose(world):
    for name in PROGRAMS:
        world.stack.kill(name)


def test_a_restored_copy_widens_nothing_and_hides_no_new_withdrawal(world):
    """F12: what the platforms know and we forgot is met with the careful answer."""
    world.stack.start(*PROGRAMS)
    choose(world, ana="wide", ben="none", eva="wide")
    world.settle()
    reader = HttpReader(world.stack.url, world.reconcilers[0].token())
    reader.after = reader.page()["next"]
    lose(world)
    copy, moment = world.stack.back_up(), timezone.now()
    world.stack.start(*PROGRAMS)
    choose(world, ana="none", ben="wide")
    world.settle()
    lose(world)

    world.stack.restore(copy)
    world.stack.manage("after_restore", "--to", moment.isoformat(), "--reason", "Test")
    world.stack.start(*PROGRAMS)
    choose(world, eva="none")
    with pytest.raises(HTTPError) as refusal:
        reader.page()
    asked = PlatformHealth.objects.filter(reconciling_since__isnull=False)
    world.stack.wait_for(lambda: not asked.exists(), within=30)
    world.settle()

    assert refusal.value.code == 409
    refusal.value.close()
    assert current(world.named["ana"]).level == "wide"
    assert {name: sharing_of(world, name) for name in NAMES} == {
        name: {"none"} for name in NAMES
    }
    held = Link.objects.filter(held_since__isnull=False)
    assert not held.filter(participant=world.named["eva"]).exists()
    assert held.filter(participant=world.named["ana"]).count() == len(world.platforms)
    assert all(found.answers for found in world.reconcilers)
    world.check()
