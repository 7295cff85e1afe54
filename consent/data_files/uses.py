"""Every reported use of a person's data, in the words of the history."""

from collections.abc import Callable, Iterator
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from consent.access_history.downloads import cells_of, header
from consent.access_history.models import AccessEvent
from consent.access_history.presenters import present_row
from consent.access_history.queries import Filters, slice_of
from consent.participants.models import Participant

AT_ONCE: Final = 500
KEYS: Final = (
    *("at", "what", "organization", "on_behalf_of", "actor", "data", "why", "study"),
    *("platform", "where", "in_line", "reason", "stays", "reported_at", "number"),
)
BRIEF: Final = (0, 1, 5, 6, 10)
Uses = tuple[
    str, dict[str, str], int, Callable[[], Iterator[list[str]]], tuple[int, ...]
]


def uses(participant: Participant) -> Uses:
    """Give the table of uses; they are read some hundreds at a time."""
    filters = Filters(seen_at=timezone.now())

    def rows() -> Iterator[list[str]]:
        offset = 0
        while True:
            found = slice_of(participant, filters, limit=AT_ONCE, offset=offset).rows
            for row in found:
                yield cells_of(row, present_row(row))
            offset += AT_ONCE
            if len(found) < AT_ONCE:
                return

    columns = dict(zip(KEYS, header(), strict=True))
    count = AccessEvent.objects.filter(link__participant=participant).count()
    return _("Who used my data"), columns, count, rows, BRIEF
