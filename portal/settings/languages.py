"""The languages of the pages: English, and those translated far enough to be offered."""

import json
from pathlib import Path
from typing import Any

from portal.settings import env

# In their own names; written from left to right or not is known by Django.
KNOWN_LANGUAGES = (("ar", "العربية"), ("de", "Deutsch"))
# Below this share of its messages a language helps nobody yet.
OFFERED_FROM = 0.8

LOCALE_DIR = Path(
    env.text("LOCALE_DIR", str(Path(__file__).resolve().parents[2] / "locale")),
)


def _coverage() -> dict[str, dict[str, Any]]:
    """Read what the last `make messages` counted; without it there is only English."""
    try:
        found: dict[str, dict[str, Any]] = json.loads(
            (LOCALE_DIR / "coverage.json").read_text(encoding="utf-8"),
        )
    except FileNotFoundError:
        return {}
    return found


COVERAGE = _coverage()
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    *(
        (code, name)
        for code, name in KNOWN_LANGUAGES
        if code in COVERAGE
        and COVERAGE[code]["translated"] >= OFFERED_FROM * COVERAGE[code]["messages"]
    ),
]
LANGUAGES_IN_PART = {
    code
    for code, _name in LANGUAGES
    if code in COVERAGE and COVERAGE[code]["translated"] < COVERAGE[code]["messages"]
}
# By language, the templates that are still mostly English.
ENGLISH_PAGES = {
    code: frozenset(COVERAGE[code]["english"]) for code in LANGUAGES_IN_PART
}
LOCALE_PATHS = [LOCALE_DIR]
# Remembered in a browser for a year; an account remembers it for good.
LANGUAGE_COOKIE_AGE = 31_536_000
LANGUAGE_COOKIE_HTTPONLY = True
