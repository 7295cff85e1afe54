"""A file is made once, whoever hears the bell, and goes after seven days."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consent.data_files import making, services, tasks
from consent.data_files.models import DataFile
from consent.errors import NotYours
from consent.notifications.models import Letter
from consent.participants.models import Authority

Format = DataFile.Format
State = DataFile.State


def change(file, **fields):
    DataFile.objects.filter(pk=file.pk).update(**fields)
    file.refresh_from_db()


def test_asking_twice_is_one_file(ask):
    assert ask() == ask()


def test_who_may_only_look_may_not_ask(ana, ask):
    Authority.objects.update(kind=Authority.Kind.HELPER_VIEW)
    ana.refresh_from_db()

    with pytest.raises(NotYours):
        ask()


def test_one_asks_for_ten_files_a_day_at_most(ask):
    for _ in range(services.MOST_A_DAY):
        change(ask(), state=State.EXPIRED)

    with pytest.raises(services.TooMany):
        ask()


def test_rounds_make_what_no_bell_announced(ask):
    file = ask()

    made = tasks.make_waiting()

    file.refresh_from_db()
    assert made == 1
    assert file.state == State.READY
    assert file.done == file.total > 0
    assert tasks.make_waiting() == 0


def test_letter_tells_that_it_is_ready_once(ask):
    file = ask()
    making.make(file.pk)
    making.make(file.pk)

    letter = Letter.objects.get(kind=Letter.Kind.FILE_READY)

    assert letter.account == file.asked_by
    assert letter.about == {"file": str(file.number)}


def test_file_that_somebody_makes_is_left_to_them(ask):
    file = ask()
    change(file, state=State.COLLECTING, started_at=timezone.now(), attempts=1)

    assert not making.make(file.pk)
    assert making.waiting() == []


def test_file_whose_maker_died_is_made_again(ask):
    file = ask()
    long_ago = timezone.now() - timedelta(minutes=6)
    change(file, state=State.COLLECTING, started_at=long_ago, attempts=1)

    assert making.waiting() == [file.pk]
    assert making.make(file.pk)


def test_each_failure_waits_longer_but_never_more_than_an_hour(ask):
    file = ask()
    ago = timezone.now() - timedelta(minutes=59)
    change(file, state=State.COLLECTING, started_at=ago, attempts=9)
    soon = making.waiting()
    change(file, started_at=timezone.now() - timedelta(minutes=61))

    assert soon == []
    assert making.waiting() == [file.pk]


def test_maker_that_was_given_up_changes_nothing(ask):
    file = ask()
    change(file, state=State.COLLECTING, attempts=1)
    stale = DataFile.objects.get(pk=file.pk)
    change(file, attempts=2)

    assert not making._finish(stale, b"", 0)  # noqa: SLF001
    assert not Letter.objects.filter(kind=Letter.Kind.FILE_READY).exists()


def test_content_lies_sealed(ask):
    file = ask(Format.JSON)
    making.make(file.pk)
    file.refresh_from_db()

    assert b"choices" not in bytes(file.sealed_content)
    assert b"choices" in services.open_file(file=file, by=file.asked_by)


def test_content_goes_after_seven_days(ask):
    file = ask()
    making.make(file.pk)
    change(file, expires_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(NotYours):
        services.open_file(file=file, by=file.asked_by)
    tasks.make_waiting()

    file.refresh_from_db()
    assert file.state == State.EXPIRED
    assert file.sealed_content is None
