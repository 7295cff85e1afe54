"""Keeps the catalogs of translations: what they hold, how far they are, and faults."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from portal.messages.extracting import Found

LANGUAGES: Final = ("ar", "de")
COVERAGE: Final = "coverage.json"
PLACEHOLDER: Final = re.compile(r"%\((\w+)\)[sd]|<(/?\w+)|{(\w*)}")
# A page with less than this of its messages is marked as English.
MOST_OF_A_PAGE: Final = 0.5


def po_path(folder: Path, language: str) -> Path:
    return folder / language / "LC_MESSAGES" / "django.po"


def template_of(found: Iterable[Found]) -> Catalog:
    """Gather messages once each, with every file that says them."""
    places: dict[tuple[str | tuple[str, str], str | None], list[str]]
    places = defaultdict(list)
    for one in found:
        places[(one.message, one.context)].append(one.path)
    catalog = Catalog(charset="utf-8")
    for (message, context), paths in places.items():
        where = [(path, 0) for path in dict.fromkeys(paths)]
        catalog.add(message, locations=where, context=context)
    return catalog


def read_catalog(folder: Path, language: str) -> Catalog:
    path = po_path(folder, language)
    if not path.exists():
        return Catalog(
            locale=language,
            project="Ambit",
            version="1",
            header_comment="# What people read.",
            fuzzy=False,
        )
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def bring_up_to_date(catalog: Catalog, template: Catalog) -> None:
    """Take in what the pages say now; nothing is guessed, what nobody says goes."""
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()


def messages_of(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def is_translated(message: Message) -> bool:
    return not message.fuzzy and all(forms_of(message.string) or [""])


def forms_of(said: str | Sequence[str] | None) -> list[str]:
    """Return one form for a plain message, several for one with plurals."""
    return [said] if isinstance(said, str) else list(said or ())


def faults_of(message: Message) -> list[str]:
    """Say where a translation names other values or marks than its source."""
    if not is_translated(message):
        return []
    sources, said = forms_of(message.id), forms_of(message.string)
    known = {mark for source in sources for mark in PLACEHOLDER.findall(source)}
    # A form for one or two may leave the number out; the last form is the general one.
    needed = set(PLACEHOLDER.findall(sources[-1]))
    faults = [
        f"{form!r} names what {sources[0]!r} does not"
        for form in said
        if set(PLACEHOLDER.findall(form)) - known
    ]
    if needed - set(PLACEHOLDER.findall(said[-1])):
        faults.append(f"{said[-1]!r} leaves out what {sources[-1]!r} names")
    return faults


def write(folder: Path, language: str, catalog: Catalog) -> None:
    """Write both forms of a catalog, the same for the same messages."""
    path = po_path(folder, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_po(catalog))
    path.with_suffix(".mo").write_bytes(as_mo(catalog))


def as_po(catalog: Catalog) -> bytes:
    buffer = BytesIO()
    write_po(
        buffer,
        catalog,
        sort_output=True,
        include_lineno=False,
        omit_header=False,
        width=88,
    )
    return buffer.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    """Compile what is translated in full: an empty plural would be shown as nothing."""
    translated = Catalog(locale=catalog.locale, charset="utf-8")
    translated.mime_headers = catalog.mime_headers
    for message in messages_of(catalog):
        if is_translated(message):
            translated[message.id] = message
    buffer = BytesIO()
    write_mo(buffer, translated)
    return buffer.getvalue()


def coverage_of(catalog: Catalog) -> dict[str, object]:
    """Count what is translated, and name the pages that are still mostly English."""
    all_messages = list(messages_of(catalog))
    done = {id(one) for one in all_messages if is_translated(one)}
    pages = defaultdict(list)
    for message in all_messages:
        for path, _line in message.locations:
            if path.startswith("templates/"):
                pages[path.removeprefix("templates/")].append(id(message) in done)
    return {
        "messages": len(all_messages),
        "translated": len(done),
        "english": sorted(
            page
            for page, said in pages.items()
            if sum(said) < MOST_OF_A_PAGE * len(said)
        ),
    }


def write_coverage(folder: Path, coverage: dict[str, dict[str, object]]) -> None:
    text = json.dumps(coverage, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / COVERAGE).write_text(f"{text}\n")
