import pytest
from django.conf import settings

from consent.audit.models import LogEntry
from consent.evaluations.tasks import keep_decision_months
from consent.publishing import bell
from consent.publishing.models import Urgency
from portal.celery import app


def test_what_the_bell_calls_is_a_task():
    app.loader.import_default_modules()

    assert bell.DRAIN in app.tasks


def test_every_bell_has_a_queue_of_its_own():
    queues = {queue.name: queue for queue in settings.CELERY_TASK_QUEUES}

    assert {bell.SLOW, *(bell.QUEUES[urgency] for urgency in Urgency)} <= queues.keys()
    assert len({queue.exchange.name for queue in queues.values()}) == len(queues)


@pytest.mark.parametrize("name", settings.CELERY_BEAT_SCHEDULE)
def test_every_scheduled_task_exists(name):
    app.loader.import_default_modules()

    assert settings.CELERY_BEAT_SCHEDULE[name]["task"] in app.tasks


@pytest.mark.django_db
def test_keeping_months_again_changes_nothing():
    keep_decision_months()

    keep_decision_months()

    assert LogEntry.objects.filter(kind="decisions.months_kept").count() <= 1
