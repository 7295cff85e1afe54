"""What the beat does for mails."""

from celery import shared_task

from consent.notifications.delivery import post_letters

# Well inside the time limit of a task, also when the last call hangs.
FOR_SECONDS = 10


@shared_task(name="notifications.mail_letters", queue="slow", ignore_result=True)
def mail_letters() -> int:
    """Send the mails that are due; return how many."""
    return post_letters(for_seconds=FOR_SECONDS)
