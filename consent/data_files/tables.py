"""What a person's file holds: tables of their own data, read piece by piece."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from consent.data_files.models import DataFile
from consent.data_files.others import asks, letters, messages, requests
from consent.data_files.uses import uses
from consent.links.models import Link
from consent.preferences.models import Preference
from consent.preferences.presenters import saved_by
from consent.preferences.queries import choices_of, current
from consent.receipts import numbers
from consent.receipts.words import in_words
from consent.vocabulary.levels import LEVEL, Level

Cells = list[str]
AT_ONCE: Final = 500


@dataclass(frozen=True)
class Table:
    """Rows of words; `keys` name the columns for computers, `brief` those on paper."""

    name: str
    title: str
    keys: Sequence[str]
    labels: Sequence[str]
    count: int
    rows: Callable[[], Iterator[Cells]]
    brief: Sequence[int]


def tables_of(file: DataFile) -> list[Table]:
    """List the tables; nothing but counts is read before `rows` is called."""
    return [
        _choices(file),
        _changes(file),
        table("uses", *uses(file.participant)),
        table("requests", *requests(file.participant)),
        _places(file),
        table("asks", *asks(file.participant)),
        table("messages", *messages(file.participant)),
        table("letters", *letters(file)),
    ]


def table(
    name: str,
    title: str,
    columns: dict[str, str],
    count: int,
    rows: Callable[[], Iterator[Cells]],
    brief: Sequence[int] = (0, 1, 2, 3),
) -> Table:
    return Table(name, title, [*columns], [*columns.values()], count, rows, brief)


def value_now(file: DataFile) -> dict[str, Any] | None:
    """Give the choices as they are kept, for computers."""
    choices = choices_of(current(file.participant))
    return None if choices is None else choices.to_json()


def _choices(file: DataFile) -> Table:
    choices = choices_of(current(file.participant))
    rows: list[Cells] = []
    if choices is not None:
        words = in_words(choices)
        rows.append([_("How much I share"), "", words.level])
        for who, answers in words.rows:
            pairs = zip(words.kinds, answers, strict=True)
            rows += [[who, kind, answer] for kind, answer in pairs]
        for section in words.sections:
            rows += [[section.title, label, value] for label, value in section.facts]
        rows += [[_("My condition"), "", name] for name in words.conditions]
    columns = {"part": _("Part"), "what": _("What"), "answer": _("Answer")}
    return table(
        "choices",
        _("My choices now"),
        columns,
        len(rows),
        lambda: iter(rows),
        (0, 1, 2),
    )


def _changes(file: DataFile) -> Table:
    found = Preference.objects.filter(participant=file.participant)

    def rows() -> Iterator[Cells]:
        related = found.select_related("by", "authority").order_by("version")
        for one in related.iterator(AT_ONCE):
            yield [
                str(one.version),
                date_format(localtime(one.recorded_at), "Y-m-d H:i"),
                _(LEVEL[Level(one.level)].title),
                saved_by(one, file.asked_by),
                numbers.written(one.number),
                one.digest,
            ]

    columns = {
        "version": _("Change number"),
        "saved_at": _("Saved"),
        "level": _("How much I share"),
        "by": _("Saved by"),
        "proof": _("Number of the proof"),
        "digest": _("Fingerprint"),
    }
    return table(
        "changes", _("My earlier choices"), columns, found.count(), rows, (0, 1, 2, 3)
    )


def _places(file: DataFile) -> Table:
    links = Link.objects.filter(participant=file.participant).select_related(
        "platform__organization"
    )

    def rows() -> Iterator[Cells]:
        for link in links.order_by("platform__name", "pk"):
            yield [
                link.platform.name,
                link.platform.organization.name,
                link.platform.holds,
                date_format(localtime(link.created_at), "Y-m-d"),
                date_format(localtime(link.ended_at), "Y-m-d") if link.ended_at else "",
                _("Yes") if link.shares_conditions else _("No"),
            ]

    columns = {
        "place": _("Place"),
        "run_by": _("Run by"),
        "holds": _("What it holds"),
        "since": _("Since"),
        "until": _("Until"),
        "knows_condition": _("May know my condition"),
    }
    return table(
        "places", _("Places that know my choices"), columns, links.count(), rows
    )
