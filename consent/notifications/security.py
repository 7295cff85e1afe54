"""Letters about the safety of an account."""

import re
from typing import Final

from django.utils.crypto import salted_hmac

from consent.notifications.models import Letter
from consent.notifications.queries import FIRST
from consent.notifications.services import write
from consent.participants.models import Account

Kind = Letter.Kind
# The first that fits; some browsers name others too.
BROWSERS: Final = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
SYSTEMS: Final = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("Mac", r"Macintosh|Mac OS X"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux|X11"),
)


def tell_sign_in(*, account: Account, user_agent: str) -> None:
    """Tell of a sign-in with a kind of device that the account never used before.

    A device is a browser on a system, whatever their versions: an update is no new
    device. The letters are the memory of what is known. The first device of all is
    noted, and neither shown nor mailed: nobody else could have told them.
    """
    browser, system = device_of(user_agent)
    device = {"browser": browser, "system": system}
    known = account.letters.filter(kind=Kind.SIGNED_IN)
    is_first = not known.exists()
    key = salted_hmac("consent.notifications.device", f"{browser}|{system}").hexdigest()
    write(
        account=account,
        kind=Kind.SIGNED_IN,
        key=f"device:{key[:32]}",
        about={**device, FIRST: True} if is_first else device,
    )
    if is_first:
        known.update(read_at=account.date_joined, mail_due_at=None)


def device_of(user_agent: str) -> tuple[str, str]:
    """Name browser and system; empty where they are none that we know."""
    return _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    fitting = (name for name, sign in known if re.search(sign, user_agent))
    return next(fitting, "")
