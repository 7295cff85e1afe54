"""The languages that pages are shown in."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language_info


@dataclass(frozen=True)
class Language:
    """One language that can be picked, in its own name."""

    code: str
    name: str
    direction: str
    is_now: bool
    is_in_part: bool


def languages() -> list[Language]:
    """List what is offered."""
    now = translation.get_language()
    return [_language(code, now) for code, _name in settings.LANGUAGES]


def is_offered(code: str) -> bool:
    return code in dict(settings.LANGUAGES)


def _language(code: str, now: str | None) -> Language:
    info = get_language_info(code)
    return Language(
        code=code,
        name=info["name_local"],
        direction="rtl" if info["bidi"] else "ltr",
        is_now=code == now,
        is_in_part=code in settings.LANGUAGES_IN_PART,
    )
