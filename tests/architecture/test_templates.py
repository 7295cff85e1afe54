"""What must hold in every template, style and script, whoever writes it."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from consent.vocabulary import levels

TEMPLATES = settings.BASE_DIR / "templates"
STATIC = settings.BASE_DIR / "static"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.*"))
PAGES = [name for name in NAMES if name.endswith(".html")]
# Rooms that participants enter; institutions and staff read other words.
FOR_STAFF = ("admin/", "organizations/", "idp/")
FOR_PEOPLE = [name for name in NAMES if not name.startswith(FOR_STAFF)]

HARD_WORDS = re.compile(
    r"\b(withdraw\w*|consent\w*|pseudonymi[sz]ed|de-identified|secondary use|"
    r"stakeholders?|data subjects?|controllers?|opt(?:ing)?[ -](?:in|out)|API)\b",
    re.IGNORECASE,
)
INLINE_CODE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
SCRIPT = re.compile(r"<script(?![^>]*(?:src=|application/json))", re.IGNORECASE)
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)
MESSAGE = re.compile(
    r"{% translate (?P<q>['\"])(?P<short>.*?)(?P=q)[^%]*%}"
    r"|{% blocktranslate[^%]*%}(?P<long>.*?){% endblocktranslate %}",
    re.DOTALL,
)
DATA = re.compile(r"<script[^>]*application/json.*?</script>", re.DOTALL)
VALUE = re.compile(r"{{.*?}}")
MARKUP = re.compile(r"{%.*?%}|{{.*?}}|<[^>]+>|&[a-z]+;", re.DOTALL)
PHYSICAL = re.compile(
    r"(?:margin|padding|border)-(?:left|right|top|bottom)|text-align:(?:left|right)"
    r"|float:(?:left|right)|[{;]\s*(?:left|right|top|bottom|width|height):"
)
# The product's name, and marks that mean the same in every language.
SAME_EVERYWHERE = {"Ambit", "\N{EN DASH} Ambit"}
MOST_WORDS = 20
MOST_LINES = 100


@cache
def source(name: str) -> str:
    return COMMENT.sub("", (TEMPLATES / name).read_text())


def messages(name: str) -> list[str]:
    return [
        found["short"] or found["long"] or ""
        for found in MESSAGE.finditer(source(name))
    ]


@pytest.mark.parametrize("name", NAMES)
def test_template_compiles(name):
    get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_code_in_its_markup(name):
    assert not INLINE_CODE.search(source(name))
    assert not SCRIPT.search(source(name))


@pytest.mark.parametrize("name", PAGES)
def test_page_is_short(name):
    assert len((TEMPLATES / name).read_text().splitlines()) <= MOST_LINES


@pytest.mark.parametrize("name", PAGES)
def test_every_word_of_a_page_can_be_translated(name):
    rest = MARKUP.sub("\n", MESSAGE.sub("", DATA.sub("", source(name))))
    loose = {line.strip() for line in rest.splitlines() if re.search(r"[^\W\d]", line)}

    assert loose <= SAME_EVERYWHERE


@pytest.mark.parametrize("name", FOR_PEOPLE)
def test_words_for_people_are_plain(name):
    for message in messages(name):
        assert not HARD_WORDS.search(message)


@pytest.mark.parametrize("name", FOR_PEOPLE)
def test_sentences_for_people_are_short(name):
    for message in messages(name):
        for sentence in re.split(r"[.?!:]\s|\n|{% plural %}", VALUE.sub("X", message)):
            assert len(sentence.split()) <= MOST_WORDS, sentence


def test_sentences_of_the_rule_are_said_word_for_word():
    said = {
        message
        for name in FOR_PEOPLE
        for message in messages(name)
        if name.split("/", 1)[0]
        in {"home", "public", "preferences", "publishing", "access_history"}
    }

    assert {
        levels.ALWAYS_SENTENCE,
        levels.NOT_CHOSEN_SENTENCE,
        levels.HISTORY_SENTENCE,
        levels.IN_FORCE_SENTENCE,
        levels.NOT_REACHED_SENTENCE.replace("%(lease_end)s", "{{ end }}"),
    } <= said


def test_every_icon_that_is_named_exists():
    drawn = set(
        re.findall(r'<symbol id="(\w+)"', (STATIC / "img/icons.svg").read_text())
    )
    named = {
        icon for name in PAGES for icon in re.findall(r'{% icon "(\w+)"', source(name))
    } | {
        icon
        for name in PAGES
        for icon in re.findall(r'{% tag "\w*" words "(\w+)"', source(name))
    }

    assert named <= drawn


def test_styles_use_logical_properties_only():
    found = PHYSICAL.findall((STATIC / "css/app.css").read_text())

    assert found == []


@pytest.mark.parametrize(
    ("folder", "ending", "most"), [("css", "app.css", 20_480), ("js", "*.js", 20_000)]
)
def test_styles_and_scripts_stay_small(folder, ending, most):
    size = sum(path.stat().st_size for path in Path(STATIC / folder).glob(ending))

    assert size <= most
