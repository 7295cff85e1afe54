"""Reading the parts of a report: each is what it should be, or the report is refused.

What is kept is shown to the person for good, so that nothing may break that page.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import TypeVar
from unicodedata import category

from django.utils import timezone
from django.utils.dateparse import parse_datetime

CLOCK_TOLERANCE = timedelta(minutes=5)
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
MAX_LIST = 60
LONGEST_EVIDENCE = 80
MAX_MONTHS = 1_200
EVIDENCE = ("ethics", "months")
ALLOWED_CONTROLS = frozenset("\t\n\r")
# They let a text turn around what stands beside it.
DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

Content = Mapping[str, object]
Term = TypeVar("Term", bound=Enum)


class Unreadable(Exception):
    """A report that cannot be taken; `code` and the message say why."""

    def __init__(self, message: str, code: str = "invalid") -> None:
        self.code = code
        super().__init__(message)


def read_text(content: Content, name: str, longest: int) -> str:
    text = content.get(name, "")
    if not isinstance(text, str) or not is_plain(text):
        raise Unreadable(f"{name} must be a plain string.")
    if len(text) > longest:
        raise Unreadable(f"{name} is longer than {longest} characters.")
    return text


def read_words(content: Content, name: str, longest: int) -> list[str]:
    found = content.get(name, [])
    if not isinstance(found, list) or len(found) > MAX_LIST:
        raise Unreadable(f"{name} must be a list of at most {MAX_LIST}.")
    for item in found:
        if not isinstance(item, str) or len(item) > longest or not is_plain(item):
            raise Unreadable(f"{name} must hold short strings.")
    return found


def read_term(content: Content, name: str, terms: type[Term]) -> Term:
    value = content.get(name)
    found = next((term for term in terms if term.value == value), None)
    if found is None:
        known = ", ".join(str(term.value) for term in terms)
        raise Unreadable(f"{name} must be one of {known}.")
    return found


def read_truth(content: Content, name: str) -> bool:
    value = content.get(name, False)
    if not isinstance(value, bool):
        raise Unreadable(f"{name} must be true or false.")
    return value


def read_evidence(content: Content) -> dict[str, object]:
    """Return the evidence that the rule knows; what else was sent is passed over."""
    given = content.get("evidence", {})
    if not isinstance(given, dict):
        raise Unreadable("evidence must be an object.")
    known = {name: given[name] for name in EVIDENCE if given.get(name) is not None}
    if not isinstance(known.get("ethics"), bool | None):
        read_text(known, "ethics", LONGEST_EVIDENCE)
    months = known.get("months", 0)
    if type(months) is not int or not 0 <= months <= MAX_MONTHS:
        raise Unreadable("months must be a whole number.")
    return known


def read_instant(content: Content, name: str) -> datetime:
    value = content.get(name)
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Unreadable(f"{name} must be a time with its zone (ISO 8601).")
    if found > timezone.now() + CLOCK_TOLERANCE:
        raise Unreadable(f"{name} lies in the future.", "in_the_future")
    if found < EARLIEST:
        raise Unreadable(f"{name} lies too long ago.")
    return found


def is_plain(text: str) -> bool:
    """Whether a text can be kept, and shown without harm to the rest of a page."""
    return text.isprintable() or not any(
        letter in DIRECTIONS
        or (category(letter) in {"Cc", "Cs"} and letter not in ALLOWED_CONTROLS)
        for letter in text
    )
