"""What the beat does for those who wish to be told of uses."""

from celery import shared_task

from consent.access_history import letters


@shared_task(name="access_history.tell_of_uses", ignore_result=True)
def tell_of_uses() -> int:
    """Tell who wishes it that their data was used; return how many letters were due."""
    return letters.tell_of_uses()
