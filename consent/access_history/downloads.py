"""The history as a file for a spreadsheet, made while it is sent."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import StringIO
from typing import Final

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consent.access_history.presenters import Event, present_row
from consent.access_history.queries import Filters, slice_of
from consent.access_history.rows import Row
from consent.access_history.words import kind_words, list_words, topic_words
from consent.participants.models import Participant

MOST_ROWS: Final = 5_000
AT_ONCE: Final = 500
# A spreadsheet would run what begins like this.
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")


def lines_of(participant: Participant, filters: Filters) -> Iterator[str]:
    """Yield the file in parts, in the language and time of whoever asked for it."""
    language, zone = translation.get_language(), timezone.get_current_timezone()
    filters = replace(filters, seen_at=timezone.now())
    # Two tables cannot be read on from the middle: then it is all at once.
    limit = MOST_ROWS if filters.with_checks else AT_ONCE
    for offset in range(0, MOST_ROWS, limit):
        with translation.override(language), timezone.override(zone):
            rows = slice_of(participant, filters, limit=limit, offset=offset).rows
            part = _part(rows, is_first=offset == 0)
        yield part
        if len(rows) < limit:
            return


def header() -> list[str]:
    return [
        _("When"),
        _("What happened"),
        _("Who"),
        _("For"),
        _("Person or computer"),
        _("Which data"),
        _("Why"),
        _("Study"),
        _("Data from"),
        _("Where"),
        _("In line with my choices"),
        _("Reason"),
        _("What stays"),
        _("They told us on"),
        _("Number"),
    ]


def cells_of(row: Row, event: Event) -> list[str]:
    told = event.reported_at
    return [
        _moment(row.at),
        event.title,
        row.organization,
        list_words(row.on_behalf_of),
        event.actor,
        kind_words(row.kinds),
        row.event.purpose_text if row.event else topic_words(row.topic),
        event.study,
        row.platform_name,
        event.place,
        event.judged.words if event.judged else "",
        event.verdict_text,
        " ".join(event.residue),
        _moment(told) if told else "",
        str(row.event.pk) if row.event else "",
    ]


def _part(rows: Sequence[Row], *, is_first: bool) -> str:
    text = StringIO()
    writer = csv.writer(text)
    if is_first:
        # Spreadsheets take the file for UTF-8 only with this mark.
        text.write("\N{ZERO WIDTH NO-BREAK SPACE}")
        writer.writerow(header())
    for row in rows:
        writer.writerow(map(_plain, cells_of(row, present_row(row))))
    return text.getvalue()


def _moment(at: object) -> str:
    return date_format(timezone.localtime(at), "Y-m-d H:i")  # type: ignore[arg-type]


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
