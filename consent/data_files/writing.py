"""Files out of tables: a zip of CSV, one JSON document, or a tagged PDF."""

import csv
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO, TextIOWrapper
from typing import Any, Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consent.data_files.models import DataFile
from consent.data_files.tables import Table, value_now
from consent.receipts.pages import NoLetters, pdf_of

# Spreadsheets would run what begins like this.
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
# Beyond it a PDF is slow to make and to turn; the other files hold all.
MOST_ON_PAPER: Final = 2_000
TEMPLATE: Final = "data_files/file.typ"
Note = Callable[[], None]


def write_csv(file: DataFile, tables: Iterable[Table], note: Note) -> bytes:
    """Give a zip of one table each; `note` is called for every row."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme(file))
        for table in tables:
            with archive.open(f"{table.name}.csv", "w") as raw:
                # Spreadsheets take a file for UTF-8 only with the mark of utf-8-sig.
                text = TextIOWrapper(raw, "utf-8-sig", newline="")
                writer = csv.writer(text)
                writer.writerow(table.labels)
                for row in _noted(table, note):
                    writer.writerow([_harmless(cell) for cell in row])
                text.flush()
                text.detach()
    return made.getvalue()


def write_json(file: DataFile, tables: Iterable[Table], note: Note) -> bytes:
    """Give one JSON document, with the choices also as they are kept."""
    made = BytesIO()
    for part in _document(file, tables, note):
        made.write(part.encode())
    return made.getvalue()


def write_pdf(file: DataFile, tables: Iterable[Table], note: Note) -> bytes:
    """Give a PDF to read and print; a very long table stops and says so."""
    sections = []
    for table in tables:
        rows = []
        for number, row in enumerate(_noted(table, note)):
            if number < MOST_ON_PAPER:
                rows.append([row[column] for column in table.brief])
        more = ""
        if table.count > MOST_ON_PAPER:
            words = _("These are the first %(shown)d of %(all)d. The table has all.")
            more = words % {"shown": MOST_ON_PAPER, "all": table.count}
        labels = [table.labels[column] for column in table.brief]
        part = {"title": table.title, "labels": labels, "rows": rows, "more": more}
        sections.append(part)
    data = {
        "title": _("My data at Ambit"),
        "intro": _intro(file),
        "nothing": _("Nothing here yet."),
        "footer": "Ambit",
        "sections": sections,
    }
    try:
        return pdf_of(TEMPLATE, data)
    except NoLetters:
        missing = _("This server has no font for some letters. The table has them all.")
        data["intro"] = f"{data['intro']} {missing}"
        return pdf_of(TEMPLATE, data, with_gaps=True)


def _document(file: DataFile, tables: Iterable[Table], note: Note) -> Iterator[str]:
    head = {
        "about": _intro(file),
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "choices_now": value_now(file),
    }
    yield json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    for table in tables:
        yield f",\n {json.dumps(table.name)}: ["
        between = "\n  "
        for row in _noted(table, note):
            fields: dict[str, Any] = dict(zip(table.keys, row, strict=True))
            yield between + json.dumps(fields, ensure_ascii=False)
            between = ",\n  "
        yield "]"
    yield "\n}\n"


def _noted(table: Table, note: Note) -> Iterator[list[str]]:
    for row in table.rows():
        note()
        yield row


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULAS) else cell


def _intro(file: DataFile) -> str:
    day = date_format(timezone.localtime(), "j F Y")
    return _(
        "Choices of %(name)s and what came of them, as of %(day)s. "
        "The health and gene data are not in here. They are at the places."
    ) % {"name": file.participant.called, "day": day}


def _readme(file: DataFile) -> str:
    zone = timezone.get_current_timezone_name()
    lines = [
        _intro(file),
        _("Each file is a table. Open it with a spreadsheet."),
        _("Times are as clocks show them here: %(zone)s.") % {"zone": zone},
        _("A ' before =, +, - or @ keeps a spreadsheet from running what follows."),
        _("Some of this is about your health. Keep it safe."),
    ]
    return "\r\n".join([*lines, ""])
