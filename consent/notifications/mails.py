"""The mails that tell of letters: plain text and simple HTML, with one link."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from consent.notifications.models import Letter
from consent.notifications.wishes import IS_ALWAYS_MAILED
from consent.notifications.wording import not_you, text_of, title_of
from consent.participants.models import Account, Authority

# A name that somebody gave themselves must not become a link in a mail.
NOT_OF_A_NAME = re.compile(r"[^\w' -]")


@dataclass(frozen=True)
class Words:
    """What differs between mails."""

    subject: str
    text: str
    warning: str = ""
    about: str = ""
    can_stop: bool = True


def mail_of(letter: Letter) -> list[EmailMultiAlternatives]:
    """Make the mail of one letter: a copy for each address, in the reader's words."""
    with translation.override(language_of(letter.account)):
        words = Words(
            subject=title_of(letter),
            text=text_of(letter),
            warning=not_you(letter),
            about=_somebody_else(letter),
            can_stop=letter.kind not in IS_ALWAYS_MAILED,
        )
        return [
            _compose(words, address)
            for address in (letter.account.email, letter.also_to)
            if address
        ]


def digest_of(account: Account, count: int) -> list[EmailMultiAlternatives]:
    """Make the one mail that says how many letters wait, and nothing of them."""
    with translation.override(language_of(account)):
        subject = ngettext(
            "%(count)d letter waits for you", "%(count)d letters wait for you", count
        ) % {"count": count}
        words = Words(subject=subject, text=_("You can read them when you sign in."))
        return [_compose(words, account.email)] if account.email else []


def language_of(account: Account) -> str:
    return account.language or settings.LANGUAGE_CODE


def _compose(words: Words, address: str) -> EmailMultiAlternatives:
    context = {
        "words": words,
        "url": settings.BASE_URL + reverse("account_login"),
        "site": urlsplit(settings.BASE_URL).netloc,
        "language": translation.get_language(),
        "is_bidi": get_language_bidi(),
    }
    mail = EmailMultiAlternatives(
        " ".join(words.subject.split()),
        render_to_string("notifications/email/letter.txt", context),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(
        render_to_string("notifications/email/letter.html", context), "text/html"
    )
    return mail


def _somebody_else(letter: Letter) -> str:
    """Name the person the letter is about, unless it is the reader."""
    if letter.participant is None:
        return ""
    themselves = Authority.objects.filter(
        account=letter.account,
        participant=letter.participant,
        kind=Authority.Kind.SELF,
    )
    if themselves.exists():
        return ""
    name = " ".join(NOT_OF_A_NAME.sub(" ", letter.participant.called).split())
    return name or _("somebody you help")
