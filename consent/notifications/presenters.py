"""A letter, as the list shows it, and the page that it opens."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from consent.notifications.models import Letter
from consent.notifications.wording import text_of, title_of

Kind = Letter.Kind
CHANGE: Final = (("preferences:change", "version"),)
DISPUTE: Final = (("disputes:detail", "dispute"), ("disputes:list", ""))
PEOPLE: Final = (("helping:people", ""),)
# Where a letter leads, and which of its numbers the address needs; the first that
# can be made counts.
PAGES: Final[Mapping[Kind, tuple[tuple[str, str], ...]]] = {
    Kind.SAVED: CHANGE,
    Kind.IN_FORCE: CHANGE,
    Kind.LATE: CHANGE,
    Kind.REQUEST: (("requests:detail", "asking"), ("requests:list", "")),
    Kind.REQUEST_ENDS: (("requests:detail", "asking"), ("requests:list", "")),
    Kind.USED: (("access_history:list", ""),),
    Kind.DISPUTE_RECEIVED: DISPUTE,
    Kind.DISPUTE_ANSWERED: DISPUTE,
    Kind.ASK_ANSWERED: (("places:answered", "ask"), ("places:list", "")),
    Kind.FILE_READY: (("data_files:detail", "file"), ("data_files:list", "")),
    Kind.YEARLY: (("home:home", ""),),
    Kind.SIGNED_IN: (("profile:security", ""),),
    Kind.EMAIL_CHANGED: (("account_email", ""),),
    Kind.HELPER_ADDED: PEOPLE,
    Kind.HELPER_REMOVED: PEOPLE,
    Kind.CLOSING: (("leaving:doors", ""), ("profile:settings", "")),
}
# These lead to pages of the account, whomever it acts for.
OF_ACCOUNT: Final = frozenset(
    {Kind.SIGNED_IN, Kind.EMAIL_CHANGED, Kind.CLOSING, Kind.FILE_READY}
)


@dataclass(frozen=True)
class Row:
    """One line of the list; `name` says whom it is about, if not the reader."""

    url: str
    title: str
    text: str
    detail: str
    name: str
    at: datetime
    is_unread: bool


def present_letter(letter: Letter, own: Collection[int]) -> Row:
    """Present a letter; `own` are the participants that the reader is."""
    person = letter.participant
    return Row(
        url=reverse("notifications:open", args=[letter.pk]),
        title=title_of(letter),
        text=text_of(letter),
        detail=_device(letter),
        name=person.called if person and person.pk not in own else "",
        at=letter.created_at,
        is_unread=letter.read_at is None,
    )


def page_of(letter: Letter) -> str:
    """Return the address that a letter opens; home where its own is no more."""
    for name, number in PAGES[Kind(letter.kind)]:
        if number and number not in letter.about:
            continue
        try:
            return reverse(name, args=[letter.about[number]] if number else [])
        except NoReverseMatch:
            continue
    return reverse("home:home")


def _device(letter: Letter) -> str:
    browser, system = letter.about.get("browser"), letter.about.get("system")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return str(browser or system or "")
