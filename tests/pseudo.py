"""Languages that nobody speaks: what pages do with long words, and from right to left.

Run as a module with a folder, it writes catalogs there that LOCALE_DIR may point to.
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from portal.messages import catalogs
from portal.messages.extracting import find_messages

ROOT = Path(__file__).resolve().parents[1]
# Values, marks and entities stay as they are.
KEPT = re.compile(r"(%\(\w+\)[sd]|%%|<[^>]+>|&\w+;|{\w*})")
WORD = re.compile(r"[^\W\d_]+")
LONGER_BY = 0.6
LATIN = "abcdefghijklmnopqrstuvwxyz"
ARABIC = "ابجدهفغحيكلمنوبقرستعوخشيز"


def longer(word: str) -> str:
    """Stretch a word by more than half, with accents, as other languages do."""
    return word + "ä" * max(1, round(len(word) * LONGER_BY))


def from_the_right(word: str) -> str:
    """Write a word in letters that run from right to left."""
    letters = dict(zip(LATIN, ARABIC, strict=False))
    return "".join(letters.get(sign, ARABIC[0]) for sign in word.lower())


def translated(text: str, change: Callable[[str], str]) -> str:
    parts = KEPT.split(text)
    return "".join(
        part if KEPT.fullmatch(part) else WORD.sub(lambda word: change(word[0]), part)
        for part in parts
    )


def write_catalogs(folder: Path) -> None:
    """Write whole catalogs for both languages, made from what the pages say now."""
    template = catalogs.template_of(find_messages(ROOT))
    coverage = {}
    for language, change in (("ar", from_the_right), ("de", longer)):
        catalog = catalogs.read_catalog(folder, language)
        catalogs.bring_up_to_date(catalog, template)
        for message in catalogs.messages_of(catalog):
            _translate(catalog, message, change)
        catalogs.write(folder, language, catalog)
        coverage[language] = catalogs.coverage_of(catalog)
    catalogs.write_coverage(folder, coverage)


def _translate(
    catalog: Catalog, message: Message, change: Callable[[str], str]
) -> None:
    if isinstance(message.id, str):
        message.string = translated(message.id, change)
    else:
        message.string = tuple(
            translated(message.id[-1], change) for _ in range(catalog.num_plurals)
        )


if __name__ == "__main__":
    write_catalogs(Path(sys.argv[1]))
