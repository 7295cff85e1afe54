"""What works is told truly, part by part."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consent.alarms import services as alarms
from consent.alarms.models import Alarm
from consent.notifications.models import Letter
from consent.public.presenters import present_state
from consent.public.status import look
from tests import people


@pytest.fixture
def at_work(db):
    for name in ("dispatcher", "watch"):
        alarms.see(name=name)


def words_of_parts() -> list[str]:
    return [part.word for part in present_state(look()).parts]


def test_all_is_well_while_everybody_is_at_work(at_work):
    assert words_of_parts() == ["Works"] * 4
    assert look().is_well


def test_nobody_at_work_means_that_changes_go_out_late(db):
    assert words_of_parts() == ["Works", "Trouble", "Works", "Works"]
    assert not look().is_well


def test_mails_of_several_people_that_lie_still_are_told(at_work):
    for name in ("Ana", "Ben", "Mei"):
        Letter.objects.create(
            account=people.make_person(name).account,
            kind=Letter.Kind.SAVED,
            key="one",
            mail_due_at=timezone.now() - timedelta(hours=1),
        )

    assert look().mails is False


def test_one_bad_address_is_no_trouble(at_work, ana):
    Letter.objects.create(
        account=ana.account,
        kind=Letter.Kind.SAVED,
        key="one",
        attempts=9,
        last_error="SMTPRecipientsRefused",
        mail_due_at=timezone.now() + timedelta(hours=1),
    )

    assert look().mails is True


def test_late_place_is_told_without_its_name(at_work, client):
    place = people.make_platform("lakeside")
    alarms.raise_alarm(platform_id=place.pk, kind=Alarm.Kind.UNRECEIVED)

    html = client.get("/status/").content.decode()

    assert "At least one place is late." in html
    assert "We could not reach a place." in html
    assert "Lakeside" not in html


def test_what_is_over_is_told_for_two_weeks(at_work, client):
    place = people.make_platform("lakeside")
    alarms.raise_alarm(platform_id=place.pk, kind=Alarm.Kind.UNENFORCED)
    Alarm.objects.update(ended_at=timezone.now() - timedelta(days=3))
    recent = len(look().incidents)
    Alarm.objects.update(ended_at=timezone.now() - timedelta(days=20))

    assert (recent, len(look().incidents)) == (1, 0)


def test_trouble_between_us_and_an_institution_is_not_told(at_work):
    place = people.make_platform("lakeside")
    alarms.raise_alarm(platform_id=place.pk, kind=Alarm.Kind.NEVER_ISSUED)

    assert not look().incidents
