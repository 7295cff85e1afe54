"""Housekeeping of the records of decisions."""

from celery import shared_task
from django.db import connection, transaction

from consent.audit import services as audit

MONTHS_AHEAD = 3
MONTHS_KEPT = 12


@shared_task(name="evaluations.keep_decision_months")
def keep_decision_months() -> None:
    """Make the coming months' partitions and drop those that are too old."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT consent_keep_decision_months(%s, %s)",
                [MONTHS_AHEAD, MONTHS_KEPT],
            )
            done = [row[0] for row in cursor.fetchall()]
        if done:
            audit.record(kind="decisions.months_kept", body={"done": done})
