"""Every task is where a worker finds it."""

from django.conf import settings

import consent.tasks
from portal.celery import app


def test_every_scheduled_task_is_gathered():
    app.loader.import_default_modules()
    gathered = {getattr(consent.tasks, name).name for name in consent.tasks.__all__}

    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in gathered


def test_every_task_of_ours_is_gathered():
    app.loader.import_default_modules()
    ours = {
        name
        for name, task in app.tasks.items()
        if task.__module__.startswith("consent.")
    }
    gathered = {getattr(consent.tasks, name).name for name in consent.tasks.__all__}

    assert ours == gathered
