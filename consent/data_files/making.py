"""Making one file: the row is the job, and whoever claims it does the work."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone, translation

from consent.data_files.models import DataFile
from consent.data_files.tables import tables_of
from consent.data_files.writing import write_csv, write_json, write_pdf
from consent.encryption import seal_bytes
from consent.notifications import services as notifications
from consent.notifications.models import Letter
from consent.participants.zones import zone_of

KEPT_FOR: Final = timedelta(days=7)
# More than a task may take; after each failure one waits twice as long, to an hour.
CLAIMED_FOR: Final = timedelta(minutes=5)
LONGEST_WAIT: Final = timedelta(hours=1)
MOST_DOUBLINGS: Final = 10
NOTE_EVERY: Final = 200
WRITERS: Final = {
    DataFile.Format.CSV: write_csv,
    DataFile.Format.JSON: write_json,
    DataFile.Format.PDF: write_pdf,
}


class Progress:
    """Counts rows, and writes the count down now and then."""

    def __init__(self, file: DataFile) -> None:
        self.file = file
        self.done = 0

    def note(self) -> None:
        self.done += 1
        if self.done % NOTE_EVERY == 0:
            DataFile.objects.filter(pk=self.file.pk).update(done=self.done)


def make(file_id: int) -> bool:
    """Make one file if nobody else does; return whether it is ready now."""
    file = _claim(file_id)
    if file is None:
        return False
    with _as_the_person(file):
        tables = tables_of(file)
        total = sum(table.count for table in tables)
        DataFile.objects.filter(pk=file.pk).update(total=total)
        writer = WRITERS[DataFile.Format(file.format)]
        content = writer(file, tables, Progress(file).note)
    return _finish(file, seal_bytes(zlib.compress(content)), total)


def waiting() -> list[int]:
    """Return the files that wait, or whose maker must have died."""
    found = DataFile.objects.filter(
        state__in=(DataFile.State.ASKED, DataFile.State.COLLECTING)
    ).order_by("asked_at")
    return [file.pk for file in found.defer("sealed_content") if _is_due(file)]


def remove_expired() -> int:
    """Remove what has been ready for long enough; return how many."""
    expired = DataFile.objects.filter(state=DataFile.State.READY, expires_at__lte=Now())
    return expired.update(state=DataFile.State.EXPIRED, sealed_content=None)


def _is_due(file: DataFile) -> bool:
    if file.started_at is None:
        return True
    wait = CLAIMED_FOR * 2 ** min(max(file.attempts - 1, 0), MOST_DOUBLINGS)
    is_due: bool = file.started_at + min(wait, LONGEST_WAIT) < timezone.now()
    return is_due


def _claim(file_id: int) -> DataFile | None:
    is_free = Q(started_at=None) | Q(started_at__lt=Now() - CLAIMED_FOR)
    claimed = DataFile.objects.filter(
        is_free,
        pk=file_id,
        state__in=(DataFile.State.ASKED, DataFile.State.COLLECTING),
    ).update(
        state=DataFile.State.COLLECTING,
        started_at=Now(),
        attempts=F("attempts") + 1,
        done=0,
    )
    if not claimed:
        return None
    return DataFile.objects.select_related("participant", "asked_by").get(pk=file_id)


@transaction.atomic
def _finish(file: DataFile, sealed: bytes, total: int) -> bool:
    """Keep the content and write the letter, unless a later maker has taken over."""
    finished = DataFile.objects.filter(
        pk=file.pk, state=DataFile.State.COLLECTING, attempts=file.attempts
    ).update(
        state=DataFile.State.READY,
        sealed_content=sealed,
        done=total,
        ready_at=Now(),
        expires_at=Now() + KEPT_FOR,
    )
    if finished:
        notifications.write(
            account=file.asked_by,
            kind=Letter.Kind.FILE_READY,
            key=f"file:{file.number}",
            participant=file.participant,
            about={"file": str(file.number)},
        )
    return bool(finished)


@contextmanager
def _as_the_person(file: DataFile) -> Iterator[None]:
    """Write in the language and the times of whoever asked."""
    language = file.asked_by.language or settings.LANGUAGE_CODE
    zone = ZoneInfo(zone_of(file.asked_by))
    with translation.override(language), timezone.override(zone):
        yield
