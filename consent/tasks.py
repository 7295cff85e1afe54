"""Every Celery task, gathered for autodiscovery."""

from consent.evaluations.tasks import keep_decision_months
from consent.notifications.tasks import mail_letters
from consent.preferences.housekeeping import tell_expired
from consent.publishing.housekeeping import compact_feeds
from consent.publishing.tasks import drain

__all__ = ["compact_feeds", "drain", "keep_decision_months", "mail_letters", "tell_expired"]
