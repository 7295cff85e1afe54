"""What the beat does for accounts that are to be closed."""

import structlog
from celery import shared_task
from django.db.models.functions import Now

from consent.leaving import services
from consent.participants.models import Account

log = structlog.get_logger(__name__)


@shared_task(name="leaving.close_accounts", queue="normal", ignore_result=True)
def close_accounts() -> int:
    """Close every account whose week is over; return how many."""
    due = Account.objects.filter(is_active=True, closes_at__lte=Now())
    return sum(map(_close, due.values_list("pk", flat=True)))


def _close(account_id: int) -> bool:
    """Close one account; what fails must not hold up the others."""
    try:
        return services.close(account_id=account_id)
    except Exception:
        log.exception("account_not_closed", account=account_id)
        return False
