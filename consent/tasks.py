"""Every Celery task, gathered for autodiscovery."""

from consent.evaluations.tasks import keep_decision_months
from consent.publishing.tasks import drain

__all__ = ["drain", "keep_decision_months"]
