"""What the beat does for choices."""

import structlog
from celery import shared_task
from django.db.models.functions import Now

from consent.preferences import services, yearly
from consent.preferences.models import CurrentPreference

log = structlog.get_logger(__name__)


@shared_task(name="preferences.tell_expired", queue="urgent", ignore_result=True)
def tell_expired() -> int:
    """Tell platforms of every set of choices that has run out; return how many."""
    due = CurrentPreference.objects.filter(until__lte=Now(), is_expiry_told=False)
    participants = list(due.values_list("participant_id", flat=True))
    return sum(map(_tell, participants))


@shared_task(name="preferences.ask_yearly", ignore_result=True)
def ask_yearly() -> int:
    """Ask whether choices are still right, where a year is over; return how many."""
    return yearly.ask_yearly()


def _tell(participant_id: int) -> bool:
    """Tell of one person's choices; what fails must not hold up the others."""
    try:
        return services.tell_expired(participant_id=participant_id)
    except Exception:
        log.exception("expiry_not_told", participant=participant_id)
        return False
