"""Every Celery task, gathered for autodiscovery."""

from consent.access_history.housekeeping import tell_of_uses
from consent.data_files.tasks import make as make_data_file
from consent.data_files.tasks import make_waiting as make_data_files
from consent.evaluations.tasks import keep_decision_months
from consent.leaving.housekeeping import close_accounts
from consent.notifications.tasks import mail_letters
from consent.preferences.housekeeping import ask_yearly, tell_expired
from consent.publishing.housekeeping import compact_feeds
from consent.publishing.tasks import drain
from consent.requests.housekeeping import tell_of_askings
from consent.supervision.housekeeping import tell_of_arrivals

__all__ = [
    "ask_yearly",
    "close_accounts",
    "compact_feeds",
    "drain",
    "keep_decision_months",
    "mail_letters",
    "make_data_file",
    "make_data_files",
    "tell_expired",
    "tell_of_arrivals",
    "tell_of_askings",
    "tell_of_uses",
]
