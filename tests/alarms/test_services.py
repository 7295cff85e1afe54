"""Alarms rise, are counted, and end; sightings are taken in turns."""

import json

import pytest

from consent.alarms.models import Alarm, Sighting
from consent.alarms.services import (
    EndsByItself,
    end_alarm,
    raise_alarm,
    see,
    settle_alarm,
    take_turn,
)
from consent.audit.models import LogEntry
from tests.publishing.rows import make_account, make_platform

pytestmark = pytest.mark.django_db
Kind, Level = Alarm.Kind, Alarm.Level


@pytest.fixture
def place():
    return make_platform()


def logged(kind: str) -> list[dict[str, object]]:
    found = LogEntry.objects.filter(kind=kind).order_by("pk")
    return [json.loads(entry.body) for entry in found]


def test_repeated_signs_are_one_alarm_and_one_line_of_the_log(place):
    for _ in range(3):
        raise_alarm(platform_id=place.pk, kind=Kind.NEVER_ISSUED, detail="x" * 90)

    alarm = Alarm.objects.get()
    assert (alarm.count, alarm.level, alarm.detail) == (3, 1, "x" * 60)
    assert len(logged("alarm.raised")) == 1


def test_level_rises_is_logged_and_never_falls(place):
    for level in (Level.INSTITUTION, Level.PRIVACY, Level.OPERATOR):
        raise_alarm(platform_id=place.pk, kind=Kind.UNRECEIVED, level=level)

    assert Alarm.objects.get().level == Level.PRIVACY
    assert [line["level"] for line in logged("alarm.raised")] == [2, 3]


def test_alarm_that_ended_may_come_again(place):
    raise_alarm(platform_id=place.pk, kind=Kind.UNRECEIVED)
    settle_alarm(alarm_id=Alarm.objects.get().pk)

    raise_alarm(platform_id=place.pk, kind=Kind.UNRECEIVED)

    assert Alarm.objects.count() == 2
    assert Alarm.objects.filter(ended_at=None).count() == 1


def test_person_ends_an_alarm_with_a_note_in_the_log(place):
    raise_alarm(platform_id=place.pk, kind=Kind.DIFFERENT)
    kit = make_account()

    for _ in range(2):
        end_alarm(alarm=Alarm.objects.get(), note="Their restore.", by=kit)

    [line] = logged("alarm.ended")
    assert (line["note"], line["by"]) == ("Their restore.", kit.pk)
    assert Alarm.objects.get().ended_at


def test_nobody_ends_an_alarm_whose_cause_lasts(place):
    raise_alarm(platform_id=place.pk, kind=Kind.UNRECEIVED)

    with pytest.raises(EndsByItself):
        end_alarm(alarm=Alarm.objects.get(), note="Enough.", by=make_account())


def test_turn_is_taken_once_in_its_time():
    assert [take_turn(name="round", every=60) for _ in range(2)] == [True, False]
    assert take_turn(name="other", every=60)


def test_sighting_moves_on():
    see(name="dispatcher")
    first = Sighting.objects.get().seen_at

    see(name="dispatcher")

    assert Sighting.objects.get().seen_at > first
