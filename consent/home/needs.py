"""What waits for the person, in the order of the home page."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consent.home.queries import Waiting
from consent.participants.models import Account
from consent.preferences.models import Preference
from consent.publishing.presenters import Counts


@dataclass(frozen=True)
class Need:
    """Something that waits for the person."""

    title: str
    text: str
    url: str
    action: str
    tone: str = "ask"


def request_needs(waiting: Waiting) -> Iterator[Need]:
    if waiting.requests:
        title = ngettext(
            "%(count)d request waits for you",
            "%(count)d requests wait for you",
            waiting.requests,
        ) % {"count": waiting.requests}
        text = _("If you say nothing, we say no.")
        url = f"{reverse('requests:list')}?show=next"
        yield Need(title, text, url, _("Answer"))


def draft_need() -> Need:
    return Need(
        _("You have changes that are not saved"),
        _("We keep them for 7 days. Nothing is changed until you save."),
        reverse("editor:check"),
        _("Go on with them"),
    )


def choice_needs(newest: Preference | None) -> Iterator[Need]:
    """Tell that words were added since: nothing new is a yes before they look."""
    if newest is not None and newest.cause == Preference.Cause.VOCABULARY:
        title = _("There is something new to choose")
        text = _("For what is new, we ask you first or say no until you choose.")
        yield Need(title, text, reverse("editor:edit"), _("Look at it"))


def place_needs(counts: Counts, change_url: str) -> Iterator[Need]:
    if counts.held:
        title = ngettext(
            "%(count)d place needs you to choose again",
            "%(count)d places need you to choose again",
            counts.held,
        ) % {"count": counts.held}
        text = _("Until then, nothing may be used there.")
        yield Need(title, text, change_url, _("See more"))
    if counts.unreached:
        title = ngettext(
            "We have not reached %(count)d place yet",
            "We have not reached %(count)d places yet",
            counts.unreached,
        ) % {"count": counts.unreached}
        text = _("It may still follow your old choices. We keep trying.")
        if counts.barred == counts.unreached:
            text = _("It may not use your data until then. We keep trying.")
        yield Need(title, text, change_url, _("See more"), "no")


def letter_needs(waiting: Waiting) -> Iterator[Need]:
    """Tell of unread letters; of answers to what they asked, if there are any."""
    if not waiting.letters:
        return
    title = ngettext(
        "You have %(count)d new letter",
        "You have %(count)d new letters",
        waiting.letters,
    ) % {"count": waiting.letters}
    text = ""
    if waiting.answers:
        text = ngettext(
            "%(count)d of them answers what you asked.",
            "%(count)d of them answer what you asked.",
            waiting.answers,
        ) % {"count": waiting.answers}
    yield Need(title, text, reverse("notifications:list"), _("Read"), "")


def closing_needs(account: Account) -> Iterator[Need]:
    if account.closes_at is not None:
        title = _("Your account will be closed on %(day)s") % {
            "day": date_format(account.closes_at, "j F Y")
        }
        text = _("You can undo this until then. Your choices stay as they are.")
        yield Need(title, text, _address("leaving:doors"), _("See more"))


def step_needs(left: int) -> Iterator[Need]:
    if left:
        title = ngettext(
            "%(count)d first step is left",
            "%(count)d first steps are left",
            left,
        ) % {"count": left}
        text = _("They take about 5 minutes. You can stop and go on later.")
        yield Need(title, text, _address("welcome:steps"), _("Go on"), "")


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
