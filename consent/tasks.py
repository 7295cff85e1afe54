"""Every Celery task, gathered for autodiscovery."""
