"""What letters say: nothing of health, studies, institutions or choices."""

from collections.abc import Mapping
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consent.notifications.models import Letter

Kind = Letter.Kind

TEXTS: Final[Mapping[Kind, Promise]] = {
    Kind.SAVED: _("We tell every place that has your data."),
    Kind.IN_FORCE: _("All places told us that your new choices are in force."),
    Kind.LATE: _(
        "At least one place has not confirmed your last change yet. We keep trying. "
        "You can see what this means for now."
    ),
    Kind.REQUEST: _("You can say yes or no. If you say nothing, we say no."),
    Kind.REQUEST_ENDS: _(
        "Soon the time to answer is over. If you say nothing, we say no."
    ),
    Kind.USED: _("You can see who used it, and why."),
    Kind.DISPUTE_RECEIVED: _(
        "You told us that something looks wrong. We answer in 5 working days."
    ),
    Kind.DISPUTE_ANSWERED: _("You told us that something looks wrong. We looked."),
    Kind.ASK_ANSWERED: _("You asked a place to do something. It has answered."),
    Kind.FILE_READY: _("You asked for a file. You can get it for 7 days."),
    Kind.YEARLY: _(
        "Once a year, we ask you to look at your choices. "
        "If they are still right, you need not change a thing."
    ),
    Kind.SIGNED_IN: _(
        "Your account was used on a device that we did not know. "
        "If that was you, all is well."
    ),
    Kind.EMAIL_CHANGED: _("Our mails now go to the new address."),
    Kind.HELPER_ADDED: _("A person may now see your pages here."),
    Kind.HELPER_REMOVED: _("This person can no longer see your pages here."),
    Kind.CLOSING: _(
        "You can undo this until then. Your choices stay as they are, "
        "also when the account is closed."
    ),
}
NOT_YOU: Final[Mapping[Kind, Promise]] = {
    Kind.SAVED: _("Was this not you? Sign in and look at it now."),
    Kind.SIGNED_IN: _("Was this not you? Sign in and end all other sign-ins now."),
    Kind.EMAIL_CHANGED: _("Was this not you? Ask us for help at once."),
    Kind.HELPER_ADDED: _("Is this wrong? Sign in and remove the helper now."),
    Kind.HELPER_REMOVED: _("Is this wrong? Sign in and look at it now."),
    Kind.CLOSING: _("Was this not you? Sign in and undo it now."),
}


def title_of(letter: Letter) -> str:
    """Give the title of a letter, which is also the subject of its mail."""
    month = f"{timezone.now():%Y-%m}"
    if letter.kind == Kind.USED and letter.about.get("month") == month:
        return gettext("Your data was used this month")
    return str(Kind(letter.kind).label)


def text_of(letter: Letter) -> str:
    return str(TEXTS[Kind(letter.kind)])


def not_you(letter: Letter) -> str:
    """Say what to do if somebody else did it; empty where nobody else could."""
    return str(NOT_YOU.get(Kind(letter.kind), ""))
