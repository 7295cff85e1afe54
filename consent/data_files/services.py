"""Asking for a file of one's own data, and opening it."""

import zlib
from datetime import timedelta
from typing import ClassVar, Final

from django.db import transaction
from django.utils import timezone

from consent.audit import services as audit
from consent.data_files import tasks
from consent.data_files.models import DataFile
from consent.encryption import unseal_bytes
from consent.errors import NotYours, Refusal
from consent.participants.models import Account, Authority, Participant

MOST_A_DAY: Final = 10
IN_WORK: Final = (DataFile.State.ASKED, DataFile.State.COLLECTING)


class TooMany(Refusal):
    """Somebody asks for one file after the other."""

    code: ClassVar[str] = "too_many_files"
    sentence: ClassVar[str] = "You asked for many files today. Try again tomorrow."


@transaction.atomic
def ask(
    *,
    participant: Participant,
    format: DataFile.Format,  # noqa: A002  # the field's own name
    by: Account,
    authority: Authority,
) -> DataFile:
    """Ask for a file; one that is in work already is given back instead.

    Raises NotYours for who may only look, and TooMany beyond ten in a day.
    """
    if not Authority.objects.to_choose().held(authority, by, participant).exists():
        raise NotYours
    Participant.objects.select_for_update().get(pk=participant.pk)
    own = participant.data_files.filter(asked_by=by)
    open_one = own.filter(format=format, state__in=IN_WORK).first()
    if open_one is not None:
        return open_one
    day_ago = timezone.now() - timedelta(days=1)
    if own.filter(asked_at__gte=day_ago).count() >= MOST_A_DAY:
        raise TooMany
    file = DataFile.objects.create(participant=participant, asked_by=by, format=format)
    _record("data_file.asked", file, by)
    # The rounds find it if nobody hears the bell.
    transaction.on_commit(
        lambda: tasks.make.apply_async((file.pk,), retry=False), robust=True
    )
    return file


def open_file(*, file: DataFile, by: Account) -> bytes:
    """Give the content to whoever asked for it, and write down that it went out."""
    is_over = file.expires_at is None or file.expires_at <= timezone.now()
    if file.asked_by_id != by.pk or file.sealed_content is None or is_over:
        raise NotYours
    _record("data_file.downloaded", file, by)
    return zlib.decompress(unseal_bytes(bytes(file.sealed_content)))


def _record(kind: str, file: DataFile, by: Account) -> None:
    audit.record(
        kind=kind,
        participant_id=file.participant_id,
        body={"by": by.pk, "number": str(file.number), "format": str(file.format)},
    )
