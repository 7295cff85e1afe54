"""What makes files in the background: a bell for one, and rounds for the rest."""

import structlog
from celery import shared_task

from consent.data_files import making

log = structlog.get_logger(__name__)


@shared_task(
    name="data_files.make",
    queue="slow",
    ignore_result=True,
    soft_time_limit=200,
    time_limit=240,
)
def make(file_id: int) -> None:
    """Make one file; the row is the job, this is only the call."""
    making.make(file_id)


@shared_task(
    name="data_files.make_waiting",
    queue="slow",
    ignore_result=True,
    soft_time_limit=200,
    time_limit=240,
)
def make_waiting() -> int:
    """Make what no bell announced, and remove what is over; return how many were made."""
    making.remove_expired()
    return sum(map(_make, making.waiting()))


def _make(file_id: int) -> bool:
    """Make one file; what fails must not hold up the others."""
    try:
        return making.make(file_id)
    except Exception:
        log.exception("data_file_not_made", file=file_id)
        return False
