"""Every way in which a try can fail has words."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from consent.delivery_log.wording import ERRORS, error_words

SOURCES = ("outbound/postman", "publishing/answers", "publishing/readings")
CODE = re.compile(r'(?:Failed\(|error\s*[=:]\s*|error == )"([a-z_]+)"')


def codes():
    """Return the codes that the engine can write, as its sources have them."""
    folder = Path(settings.BASE_DIR) / "consent"
    text = "\n".join((folder / f"{name}.py").read_text() for name in SOURCES)
    constants = re.findall(
        r'^(?:TIMEOUT|NEVER_ISSUED) = "([a-z_]+)"', text, re.MULTILINE
    )
    return {*CODE.findall(text), *constants}


def test_every_code_of_the_engine_has_words():
    assert codes() - ERRORS.keys() == set()
    assert {"timeout", "never_issued", "not_json"} <= codes()


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("status_401", "did not let us in"),
        ("status_418", "status 418"),
        ("platform_no_such_record", "no_such_record"),
        ("", ""),
    ],
)
def test_codes_with_parts_are_said_in_a_sentence(code, part):
    assert part in error_words(code)
