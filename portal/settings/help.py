"""Where people find help, and who answers for this installation."""

from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured

from portal.settings import env

PARTS = 4


class Phone(NamedTuple):
    """A number to call from one country, on working days between two hours there."""

    country: str
    number: str
    opens: str
    closes: str


def _phones() -> list[Phone]:
    """Read HELP_PHONES: `FI|+358 9 123 456|9:00|16:00`, several with commas."""
    found = []
    for entry in env.words("HELP_PHONES"):
        parts = [part.strip() for part in entry.split("|")]
        if len(parts) != PARTS or not all(parts):
            msg = f"HELP_PHONES needs country|number|opens|closes. {env.WHERE_TO_LOOK}"
            raise ImproperlyConfigured(msg)
        found.append(Phone(*parts))
    return found


HELP_PHONES = _phones()
HELP_EMAIL = env.text("HELP_EMAIL")
PRIVACY_EMAIL = env.text("PRIVACY_EMAIL", HELP_EMAIL)
OPERATED_BY = env.text("OPERATED_BY")
