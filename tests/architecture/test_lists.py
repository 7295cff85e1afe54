"""No list in the admin asks more of the database because it is longer."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from consent.participants.models import Account
from consent.preferences import services as preferences
from consent.vocabulary.levels import Level
from tests import institutions, people

pytestmark = pytest.mark.django_db
MODELS = [
    model
    for model in apps.get_app_config("consent").get_models()
    if admin.site.is_registered(model)
]


def add_people(names: list[str], platform) -> None:
    for name in names:
        person = people.make_person(name)
        link = preferences.join(
            participant=person.participant,
            platform=platform.platform,
            by=person.account,
        )
        people.choose(person, Level.HEALTH)
        platform.post("/api/v1/access-events", institutions.report(link.subject_id))
        platform.ask(link.subject_id)


def queries_of_lists() -> dict[str, int]:
    request = RequestFactory().get("/")
    request.user = Account(is_staff=True, is_superuser=True, is_active=True)
    request.session = {}
    counts = {}
    for model in MODELS:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            admin.site.get_model_admin(model).changelist_view(request).render()
        counts[model.__name__] = len(asked)
    return counts


def test_lists_of_the_admin_ask_the_same_for_one_row_and_for_many(lakeside, hospital):
    add_people(["One"], lakeside)
    few = queries_of_lists()
    add_people([f"Person {number}" for number in range(8)], lakeside)

    many = queries_of_lists()

    assert {
        name: (few[name], many[name]) for name in few if many[name] > few[name]
    } == {}
