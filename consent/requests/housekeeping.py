"""What the beat does for those who are asked."""

from celery import shared_task

from consent.requests import letters


@shared_task(name="requests.tell_of_askings", ignore_result=True)
def tell_of_askings() -> int:
    """Tell of what waits for an answer, and remind in time; return how many letters."""
    return letters.tell_of_askings()
