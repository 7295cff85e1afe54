"""What a platform's feed holds behind a cursor."""

from dataclasses import dataclass
from datetime import datetime

from consent.errors import ReconcileFirst, ResyncRequired
from consent.organizations.models import Platform
from consent.publishing.cursors import EMPTY, Position, read_cursor, write_cursor
from consent.publishing.leases import valid_until
from consent.publishing.models import FeedEntry, FeedHead


@dataclass(frozen=True)
class FeedPage:
    """A page of stored lines, each canonical JSON as it was written at save.

    `seq` is where it ends in the feed, which `next` says to the platform.
    """

    items: list[str]
    next: str
    has_more: bool
    head: int
    seq: int
    valid_until: datetime


def feed_page(platform: Platform, after: str, limit: int) -> FeedPage:
    """Return the feed's lines behind the cursor `after`; empty means the beginning.

    Raises ResyncRequired when the cursor is of another epoch, another platform or
    ahead of the feed, and ReconcileFirst when the platform must say what it holds.
    """
    head = _head(platform)
    begin = _position(platform, after, head)
    # The head was read first: entries up to it are complete and without gaps.
    lines = list(
        FeedEntry.objects.filter(
            platform=platform, epoch=head.epoch, seq__gt=begin.seq, seq__lte=head.seq
        )
        .order_by("seq")
        .values_list("seq", "body")[:limit]
    )
    end = Position(head.epoch, lines[-1][0] if lines else begin.seq)
    return FeedPage(
        items=[body for _, body in lines],
        next=write_cursor(platform.pk, end),
        has_more=end.seq < head.seq,
        head=head.seq,
        seq=end.seq,
        valid_until=valid_until(platform),
    )


def has_news(platform: Platform, after: str) -> bool:
    """Whether `feed_page` would return anything; cheap enough to ask in a loop."""
    head = _head(platform)
    return _position(platform, after, head).seq < head.seq


def seq_of(platform: Platform, cursor: str) -> int:
    """Return how far in the feed a cursor stands; raises as `feed_page` does."""
    return _position(platform, cursor, _head(platform)).seq


def _head(platform: Platform) -> Position:
    found = FeedHead.objects.filter(platform=platform).values_list(
        "epoch", "seq", "platform__health__reconciling_since"
    )
    head = found.first()
    if head is None:
        return EMPTY
    epoch, seq, reconciling_since = head
    if reconciling_since is not None:
        raise ReconcileFirst
    return Position(epoch, seq)


def _position(platform: Platform, after: str, head: Position) -> Position:
    if not after:
        return Position(head.epoch, 0)
    position = read_cursor(platform.pk, after)
    if position == EMPTY:
        return Position(head.epoch, 0)
    if position.epoch != head.epoch or position.seq > head.seq:
        raise ResyncRequired
    return position
