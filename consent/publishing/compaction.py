"""Keeping feeds from growing without end."""

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Min

from consent.audit import services as audit
from consent.publishing.models import FeedEntry
from consent.statements import rows

STEP = 50_000
COMPACT = "SELECT consent_compact_feeds(%(keep)s, %(first)s, %(last)s)"


def compact_feeds() -> int:
    """Drop lines that are old and have a newer one of the same link; return how many.

    The newest line of each link stays for ever, and so does every line for at least
    FEED_KEEP_DAYS. What is left keeps its numbers. The app's role cannot delete
    lines: a function of the owner does, and refuses to keep less than 90 days.
    """
    ends = FeedEntry.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return 0
    gone = sum(
        _compact(first, first + STEP)
        for first in range(ends["first"], ends["last"] + 1, STEP)
    )
    if gone:
        audit.record(kind="feed.compacted", body={"lines": gone, "days": _days()})
    return gone


def _days() -> int:
    return int(settings.PUBLISHING["FEED_KEEP_DAYS"])


@transaction.atomic
def _compact(first: int, last: int) -> int:
    """Compact the lines from one id up to another; each step is over soon."""
    [(gone,)] = rows(COMPACT, {"keep": _days(), "first": first, "last": last})
    return int(gone)
