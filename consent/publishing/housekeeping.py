"""What the beat does for feeds."""

from celery import shared_task

from consent.publishing import compaction


@shared_task(name="publishing.compact_feeds")
def compact_feeds() -> int:
    """Drop old lines of feeds that newer ones have replaced; return how many."""
    return compaction.compact_feeds()
