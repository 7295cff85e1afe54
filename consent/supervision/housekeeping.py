"""What the beat does for those who await that a change arrives."""

from celery import shared_task

from consent.supervision import letters


@shared_task(name="supervision.tell_of_arrivals", ignore_result=True)
def tell_of_arrivals() -> int:
    """Tell people that their change is in force everywhere, or late; return how many."""
    return letters.tell_of_arrivals()
