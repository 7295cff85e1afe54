"""What a bell wakes."""

from celery import shared_task

from consent.publishing import drain as lanes
from consent.publishing.bell import DRAIN


@shared_task(name=DRAIN)
def drain(platform_id: int, urgency: str) -> None:
    """Drain one lane; the rows in the database are the job, this is only the call."""
    lanes.drain(platform_id, urgency)
