"""What leaves our house by mail: every mail is read, word by word."""

import re

import pytest
from django.conf import settings
from django.core.mail.message import EmailMultiAlternatives
from django.utils import timezone

from consent.notifications.mails import digest_of, mail_of
from consent.notifications.models import Letter
from consent.notifications.wishes import IS_ALWAYS_MAILED
from consent.participants.models import Authority
from tests import people
from tests.reading import grade, paragraphs, sentences, words

pytestmark = pytest.mark.django_db
SUBJECTS = {
    "saved": "Your choices were saved",
    "in_force": "All places have confirmed your change",
    "late": "One place has not confirmed yet",
    "request": "Someone asks for your answer",
    "used": "Your data was used this month",
    "dispute_received": "We got your message",
    "dispute_answered": "We have an answer",
    "yearly": "Are your choices still right?",
    "signed_in": "New sign-in",
    "email_changed": "Your email address was changed",
    "helper_added": "A helper was added",
}
# Of health, studies, institutions, choices, and words that nobody should have to know.
NEVER_SAID = re.compile(
    r"health|illness|disease|condition|gene|genom|dna|sample|medicin|study|studies|"
    r"research|hospital|universit|compan|registr|biobank|widely|no one|withdraw|"
    r"consent|pseudonym|identif|secondary|stakeholder|subject|controller|opt|api",
    re.IGNORECASE,
)


def letter_of(authority: Authority, kind: str, **fields: object) -> Letter:
    return Letter.objects.create(
        account=authority.account,
        participant=authority.participant,
        kind=kind,
        key=kind,
        about={"month": f"{timezone.now():%Y-%m}"},
        **fields,
    )


def html_of(mail: EmailMultiAlternatives) -> str:
    return str(mail.alternatives[0][0])


def every_mail(authority: Authority) -> list[EmailMultiAlternatives]:
    alone = [mail_of(letter_of(authority, kind))[0] for kind in Letter.Kind]
    return [*alone, *digest_of(authority.account, 1), *digest_of(authority.account, 7)]


@pytest.fixture
def guardian(ana):
    """Ana, as somebody who chooses for Leo."""
    leo = people.make_person("Leo").participant
    return Authority.objects.create(
        account=ana.account, participant=leo, kind=Authority.Kind.GUARDIAN
    )


@pytest.mark.parametrize("kind", SUBJECTS)
def test_subjects_are_the_agreed_ones(ana, kind):
    (mail,) = mail_of(letter_of(ana, kind))

    assert mail.subject == SUBJECTS[kind]


def test_no_mail_says_anything_of_health_studies_institutions_or_choices(guardian):
    for mail in every_mail(guardian):
        said = f"{mail.subject} {mail.body} {' '.join(paragraphs(html_of(mail)))}"

        assert not NEVER_SAID.search(said), said


def test_every_mail_has_one_link_and_it_goes_to_the_sign_in_page(guardian):
    page = f"{settings.BASE_URL}/accounts/login/"

    for mail in every_mail(guardian):
        assert re.findall(r"\w+://\S+", mail.body) == [page]
        assert re.findall(r'(?:href|src|action)="([^"]*)"', html_of(mail)) == [page]
        assert "<img" not in html_of(mail)
        assert "Or type the address yourself" in mail.body


def test_every_mail_reads_easily(guardian):
    for mail in every_mail(guardian):
        lines = [line for line in mail.body.splitlines() if "://" not in line]
        text = ". ".join(line.rstrip(".") for line in lines if re.search("[a-z]", line))

        assert grade(text) <= 6, (grade(text), text)
        long = [one for one in sentences(text) if len(words(one)) > 20]
        assert long == []


def test_every_mail_names_us_and_says_why_it_comes(ana):
    for mail in every_mail(ana):
        assert "\nAmbit\n" in mail.body
        assert "You get this mail because" in mail.body
        assert mail.to == [ana.account.email]


def test_mails_say_how_to_stop_them_unless_they_keep_the_account_safe(ana):
    for kind in Letter.Kind:
        (mail,) = mail_of(letter_of(ana, kind))

        assert ("To stop it" in mail.body) == (kind not in IS_ALWAYS_MAILED)


def test_a_mail_about_somebody_else_names_them_but_never_as_a_link(guardian):
    leo = guardian.participant
    leo.called = "Leo\r\nhttp://evil.example"
    leo.save()

    (mail,) = mail_of(letter_of(guardian, "saved"))

    assert "This is about Leo http evil example." in mail.body
    assert "evil.example" not in mail.body + html_of(mail)


def test_the_old_address_is_told_too(ana):
    letter = letter_of(ana, "email_changed", also_to="old@example.org")

    assert [mail.to for mail in mail_of(letter)] == [
        [ana.account.email],
        ["old@example.org"],
    ]


def test_mails_are_written_in_the_language_of_the_account(ana):
    ana.account.language = "ar"

    (mail,) = mail_of(letter_of(ana, "saved"))

    assert '<html lang="ar" dir="rtl">' in html_of(mail)
