from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from consent.notifications.delivery import MOST_TRIES, post_letters
from consent.notifications.models import Letter, LetterChoice
from consent.notifications.services import choose_how, read_letter, write
from consent.notifications.wishes import IS_ALWAYS_MAILED, OPTIONS

pytestmark = pytest.mark.django_db
Kind, How = Letter.Kind, LetterChoice.How


class AwayBackend(EmailBackend):
    """A mail server that does not answer."""

    def open(self):
        raise SMTPServerDisconnected


class RefusingBackend(EmailBackend):
    """A mail server that knows only addresses of example.org."""

    def send_messages(self, messages):
        if any("@example.org" not in one.to[0] for one in messages):
            raise SMTPRecipientsRefused({})
        return super().send_messages(messages)


@pytest.fixture
def away(settings):
    settings.EMAIL_BACKEND = f"{__name__}.AwayBackend"


@pytest.fixture
def refusing(settings):
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"


def post() -> int:
    return post_letters(for_seconds=5)


def make_due(**values: object) -> None:
    Letter.objects.filter(mail_due_at__isnull=False).update(
        mail_due_at=timezone.now(), **values
    )


def test_a_letter_is_mailed_once(ana):
    write(account=ana.account, kind=Kind.SAVED, key="one")
    write(account=ana.account, kind=Kind.SAVED, key="one")

    assert (post(), post()) == (1, 0)

    letter = Letter.objects.get()
    assert [one.subject for one in mail.outbox] == ["Your choices were saved"]
    assert letter.mailed_at is not None
    assert letter.mail_due_at is None


def test_a_letter_whose_mail_is_not_wanted_is_only_shown_here(ana):
    choose_how(account=ana.account, kind=Kind.REQUEST, how=How.OFF)

    write(account=ana.account, kind=Kind.REQUEST, key="one")

    assert post() == 0
    assert Letter.objects.get().mail_due_at is None


@pytest.mark.parametrize("kind", sorted(IS_ALWAYS_MAILED))
def test_mails_that_keep_an_account_safe_cannot_be_stopped(ana, kind):
    LetterChoice.objects.create(account=ana.account, kind=kind, how=How.OFF)

    write(account=ana.account, kind=kind, key="one")

    assert kind not in OPTIONS
    assert post() == 1


def test_what_is_collected_goes_in_one_mail_that_says_only_how_many(ana):
    choose_how(account=ana.account, kind=Kind.REQUEST, how=How.WEEKLY)
    for key in ("one", "two", "three"):
        write(account=ana.account, kind=Kind.REQUEST, key=key)
    assert post() == 0

    make_due()
    read_letter(letter=Letter.objects.first())

    assert post() == 1
    assert [one.subject for one in mail.outbox] == ["2 letters wait for you"]
    assert not Letter.objects.filter(mail_due_at__isnull=False).exists()


def test_letters_that_were_all_read_are_not_counted_in_a_mail(ana):
    choose_how(account=ana.account, kind=Kind.REQUEST, how=How.WEEKLY)
    write(account=ana.account, kind=Kind.REQUEST, key="one")
    read_letter(letter=Letter.objects.get())
    make_due()

    post()

    assert mail.outbox == []
    assert Letter.objects.get().mail_due_at is None


def test_the_week_counts_from_the_first_letter(ana):
    choose_how(account=ana.account, kind=Kind.REQUEST, how=How.WEEKLY)
    write(account=ana.account, kind=Kind.REQUEST, key="one")
    first = Letter.objects.get().mail_due_at
    write(account=ana.account, kind=Kind.SAVED, key="at once")

    write(account=ana.account, kind=Kind.REQUEST, key="two")

    assert Letter.objects.get(key="two").mail_due_at == first
    assert first - timezone.now() > timedelta(days=6)


def test_letters_that_wait_follow_a_new_wish(ana):
    choose_how(account=ana.account, kind=Kind.REQUEST, how=How.WEEKLY)
    write(account=ana.account, kind=Kind.REQUEST, key="one")

    choose_how(account=ana.account, kind=Kind.REQUEST, how=How.AT_ONCE)

    assert post() == 1


def test_the_reminder_of_a_request_never_waits_for_a_digest(ana):
    choose_how(account=ana.account, kind=Kind.REQUEST, how=How.WEEKLY)

    write(account=ana.account, kind=Kind.REQUEST_ENDS, key="one")

    assert post() == 1


def test_a_mail_server_that_is_away_loses_nothing_and_counts_no_tries(away, ana):
    write(account=ana.account, kind=Kind.REQUEST, key="one")
    for _ in range(MOST_TRIES + 1):
        make_due()

        assert post() == 0

    letter = Letter.objects.get()
    assert letter.attempts == 0
    assert letter.mail_due_at > timezone.now()
    assert letter.last_error == "SMTPServerDisconnected"


def test_a_refused_letter_waits_longer_each_time_and_is_given_up(refusing, ana):
    ana.account.email = "nobody@elsewhere.example"
    ana.account.save()
    write(account=ana.account, kind=Kind.REQUEST, key="one")
    waits = []
    for _ in range(MOST_TRIES - 1):
        make_due()
        post()
        wait = Letter.objects.get().mail_due_at - timezone.now()
        waits.append(round(wait / timedelta(minutes=1)))

    make_due()
    post()

    assert waits == sorted(waits)
    assert waits[-1] == 24 * 60
    assert Letter.objects.get().mail_due_at is None
    assert Letter.objects.get().mailed_at is None


def test_a_refused_letter_about_safety_is_never_given_up(refusing, ana):
    ana.account.email = "nobody@elsewhere.example"
    ana.account.save()
    write(account=ana.account, kind=Kind.EMAIL_CHANGED, key="one")

    for _ in range(MOST_TRIES + 2):
        make_due()
        post()

    assert Letter.objects.get().mail_due_at > timezone.now()


def test_a_dead_old_address_does_not_make_us_write_to_the_new_one_again(refusing, ana):
    write(
        account=ana.account,
        kind=Kind.EMAIL_CHANGED,
        key="one",
        also_to="old@elsewhere.example",
    )

    assert (post(), post()) == (1, 0)

    assert [one.to for one in mail.outbox] == [[ana.account.email]]


def test_one_refused_letter_does_not_hold_up_others(refusing, ana, ben):
    ana.account.email = "nobody@elsewhere.example"
    ana.account.save()
    for account in (ana.account, ben.account):
        write(account=account, kind=Kind.SAVED, key="one")

    post()

    assert [one.to for one in mail.outbox] == [[ben.account.email]]


def test_whoever_died_over_a_letter_leaves_it_due_again(ana):
    write(account=ana.account, kind=Kind.SAVED, key="one")
    Letter.objects.update(mail_due_at=timezone.now() - timedelta(minutes=2))

    assert post_letters(for_seconds=5, overdue=timedelta(minutes=5)) == 0
    assert post_letters(for_seconds=5, overdue=timedelta(minutes=1)) == 1
