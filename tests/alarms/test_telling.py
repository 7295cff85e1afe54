"""Who is written to at which level, at least once, and never about a person."""

import threading
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils import timezone

from consent.alarms import telling
from consent.alarms.models import Alarm
from consent.alarms.services import raise_alarm, settle_alarm
from consent.alarms.telling import tell_waiting
from consent.organizations.models import Membership, Organization
from tests.publishing.rows import make_account, make_platform

Level = Alarm.Level
OPS, DPO, PORTAL = "ops@place.example", "dpo@place.example", "op@ambit.example"


@pytest.fixture
def place(db, settings):
    settings.OPERATOR_EMAILS = [PORTAL]
    platform = make_platform(technical_contact=OPS)
    Organization.objects.update(privacy_contact=DPO)
    return platform


def alarm(place, level, kind=Alarm.Kind.UNRECEIVED, **options) -> None:
    raise_alarm(platform_id=place.pk, kind=kind, level=level, **options)


def tell() -> int:
    return tell_waiting(for_seconds=5)


def readers() -> list[str]:
    found = [address for letter in mail.outbox for address in letter.to]
    mail.outbox.clear()
    return found


@pytest.mark.parametrize(
    ("level", "told"),
    [
        (Level.OPERATOR, []),
        (Level.INSTITUTION, [OPS]),
        (Level.PRIVACY, [OPS, DPO, PORTAL]),
        (Level.SUSPENDED, [OPS, DPO, PORTAL]),
    ],
)
def test_level_says_who_is_told(place, level, told):
    alarm(place, level)

    tell()

    assert readers() == told


def test_each_level_is_told_once(place):
    told = []
    for level in Level:
        alarm(place, level)
        tell()
        tell()
        told.append(readers())

    assert told == [[], [OPS], [DPO, PORTAL], [OPS, DPO, PORTAL]]


def test_owners_are_told_where_no_contact_is_named(place):
    type(place).objects.update(technical_contact="")
    owner, viewer = make_account(), make_account()
    for account, role in ((owner, "owner"), (viewer, "viewer")):
        Membership.objects.create(
            account=account, organization=place.organization, role=role
        )
    alarm(place, Level.INSTITUTION)

    tell()

    assert readers() == [owner.email]


def test_nobody_to_tell_is_no_reason_to_ask_for_ever(place):
    type(place).objects.update(technical_contact="")
    alarm(place, Level.INSTITUTION)

    assert (tell(), tell()) == (1, 0)


def test_letter_says_what_is_wrong_and_what_to_do(place):
    since = timezone.now() - timedelta(hours=25)
    alarm(place, Level.SUSPENDED, detail="status_503", since=since)

    tell()

    letter = mail.outbox[0]
    assert letter.subject == f"Ambit, {place.name}: A narrowing has not been received"
    assert f"{since:%Y-%m-%d %H:%M} UTC" in letter.body
    assert "Last error: status_503." in letter.body
    assert "suspended" in letter.body
    assert "docs/runbooks/unreceived.md" in letter.body
    assert "&" not in letter.body


@pytest.mark.parametrize("kind", Alarm.Kind)
def test_every_kind_has_its_letter(place, kind):
    alarm(place, Level.INSTITUTION, kind=kind)

    tell()

    assert str(kind.label) in mail.outbox[0].body
    assert "suspended" not in mail.outbox[0].body


def test_name_of_a_platform_adds_no_header(place):
    type(place).objects.update(name="Lake\nBcc: all@place.example")
    alarm(place, Level.INSTITUTION)

    tell()

    assert mail.outbox[0].subject.startswith("Ambit, Lake Bcc: all@place.example:")


def test_alarm_that_ended_untold_is_told_with_its_end(place):
    alarm(place, Level.INSTITUTION)
    settle_alarm(alarm_id=Alarm.objects.get().pk)

    tell()

    assert "It was over at" in mail.outbox[0].body


class Moody(EmailBackend):
    """A mail server that is there only now and then."""

    is_there = False

    def send_messages(self, messages):
        if not self.is_there:
            raise TimeoutError
        return super().send_messages(messages)


@pytest.fixture
def moody(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Moody"
    monkeypatch.setattr(Moody, "is_there", False)
    return Moody


def test_letter_that_failed_is_tried_again(place, moody, monkeypatch):
    alarm(place, Level.INSTITUTION)
    failed, at_once = tell(), tell()
    moody.is_there = True
    Alarm.objects.update(telling_until=timezone.now() - timedelta(minutes=1))

    later = tell()

    assert (failed, at_once, later) == (0, 0, 1)
    assert readers() == [OPS]


def test_dead_mail_server_is_asked_once_a_round(place, moody):
    for kind in (Alarm.Kind.UNRECEIVED, Alarm.Kind.UNENFORCED):
        alarm(place, Level.INSTITUTION, kind=kind)

    tell()

    assert Alarm.objects.filter(telling_until=None).count() == 1


class Choosy(EmailBackend):
    """A mail server that does not know the technical contact."""

    def send_messages(self, messages):
        if messages[0].to == [OPS]:
            raise SMTPRecipientsRefused({OPS: (550, b"No such user")})
        return super().send_messages(messages)


@pytest.mark.parametrize(
    ("level", "told"), [(Level.INSTITUTION, []), (Level.SUSPENDED, [DPO, PORTAL])]
)
def test_dead_address_keeps_nobody_else_from_hearing(place, settings, level, told):
    settings.EMAIL_BACKEND = f"{__name__}.Choosy"
    alarm(place, level)

    tell()

    assert readers() == told
    assert Alarm.objects.get().told_level == (level if told else 0)


@pytest.mark.django_db(transaction=True)
def test_many_dispatchers_write_one_letter(settings, monkeypatch):
    platform = make_platform(technical_contact=OPS)
    alarm(platform, Level.INSTITUTION)
    start = threading.Barrier(4)

    def run() -> None:
        start.wait()
        telling.tell_waiting(for_seconds=5)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert readers() == [OPS]
