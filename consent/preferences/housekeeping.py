"""What the beat does for choices."""

from celery import shared_task
from django.db.models.functions import Now

from consent.preferences import services
from consent.preferences.models import CurrentPreference


@shared_task(name="preferences.tell_expired", queue="urgent", ignore_result=True)
def tell_expired() -> int:
    """Tell platforms of every set of choices that has run out; return how many."""
    due = CurrentPreference.objects.filter(until__lte=Now(), is_expiry_told=False)
    participants = list(due.values_list("participant_id", flat=True))
    return sum(services.tell_expired(participant_id=pk) for pk in participants)
