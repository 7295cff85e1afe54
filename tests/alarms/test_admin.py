"""Alarms in the admin: the open ones first, ended by a person with a note."""

import pytest
from django.urls import reverse

from consent.alarms.models import Alarm
from consent.alarms.services import raise_alarm, settle_alarm
from consent.audit.models import LogEntry
from tests.publishing.rows import make_platform
from tests.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db
LIST = "admin:consent_alarm_changelist"


@pytest.fixture
def kit():
    return signed_in(make_staff("Kit", may_change=("alarm",)))


@pytest.fixture
def place():
    return make_platform()


def end(client, *, reason: str = "") -> str:
    alarm = Alarm.objects.get(ended_at=None)
    form = {"action": "done", "_selected_action": [alarm.pk]}
    if reason:
        form["reason"] = reason
    return client.post(reverse(LIST), form, follow=True).content.decode()


def test_open_alarms_come_first(kit, place):
    raise_alarm(platform_id=place.pk, kind=Alarm.Kind.DIFFERENT)
    settle_alarm(alarm_id=Alarm.objects.get().pk)
    raise_alarm(platform_id=place.pk, kind=Alarm.Kind.NEVER_ISSUED)

    found = list(kit.get(reverse(LIST)).context["cl"].result_list)

    assert [alarm.kind for alarm in found] == ["never_issued", "different"]
    assert kit.get(reverse(LIST), {"state": "open"}).context["cl"].result_count == 1


def test_alarm_is_ended_with_a_note(kit, place):
    raise_alarm(platform_id=place.pk, kind=Alarm.Kind.NEVER_ISSUED)
    question = end(kit)
    before = Alarm.objects.get().ended_at

    end(kit, reason="Their test system wrote to us.")

    assert "Reason" in question
    assert before is None
    assert Alarm.objects.get().ended_at
    body = LogEntry.objects.get(kind="alarm.ended").body
    assert "Their test system wrote to us." in body


def test_alarm_with_a_lasting_cause_stays(kit, place):
    raise_alarm(platform_id=place.pk, kind=Alarm.Kind.UNRECEIVED)

    page = end(kit, reason="Enough.")

    assert "ends by itself" in page
    assert Alarm.objects.get().ended_at is None


def test_alarm_names_its_runbook(kit, place):
    raise_alarm(platform_id=place.pk, kind=Alarm.Kind.UNRECEIVED)

    assert "docs/runbooks/unreceived.md" in kit.get(reverse(LIST)).content.decode()
