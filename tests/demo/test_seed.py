"""The tour's stage, set through the same services that people use."""

import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from consent.access_history.models import AccessEvent
from consent.decisions.preview import VECTORS
from consent.demo import tour
from consent.preferences.models import Preference
from consent.publishing.models import Delivery
from consent.requests.models import Asking

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    call_command("load_diseases", verbosity=0)
    call_command("seed_demo", verbosity=0)
    return tmp_path


def test_first_screen_shows_the_two_vectors_of_the_rule(stage):
    shown = tour.rows(tour.columns(), VECTORS[:2])

    answers = [[cell["answer"] for cell in row["answers"]] for row in shown]
    assert answers == [
        ["yes", "yes", "yes", "ask", "no"],
        ["yes", "ask", "no", "ask", "no"],
    ]
    assert all(cell["reason"] for row in shown for cell in row["answers"])


def test_anas_past_is_judged_as_the_tour_tells_it(stage):
    verdicts = [
        (event.organization, event.way, event.verdict)
        for event in AccessEvent.objects.order_by("occurred_at")
    ]

    assert verdicts == [
        ("northfield-hospital", "used", "in_line"),
        ("rare-hope", "used", "in_line"),
        ("novagen", "copied", "not_in_line"),
        ("harbour-public-health", "used", "without_choice"),
        ("northfield-hospital", "counted", "in_line"),
        ("kintree", "refused", "in_line"),
    ]


def test_everything_is_in_force_when_the_tour_begins(stage):
    waiting = [
        delivery
        for delivery in Delivery.objects.all()
        if delivery.enforced_version < delivery.target_version
    ]

    assert waiting == []


def test_dina_has_one_request_open_and_one_granted(stage):
    askings = Asking.objects.filter(participant__called="Dina")

    assert sorted(asking.answer for asking in askings) == ["", "yes"]


def test_setting_the_stage_twice_changes_nothing(stage):
    before = Preference.objects.count()
    secrets = (stage / "platforms" / "lakeside.json").read_text("utf-8")

    call_command("seed_demo", verbosity=0)

    assert Preference.objects.count() == before
    assert (stage / "platforms" / "lakeside.json").read_text("utf-8") == secrets


def test_secrets_are_for_the_owner_of_the_machine_only(stage):
    files = [*stage.glob("*.json"), *stage.glob("platforms/*.json")]

    assert {oct(file.stat().st_mode & 0o777) for file in files} == {"0o600"}
    assert json.loads((stage / "demo.json").read_text("utf-8"))["accounts"]


@pytest.mark.urls("tests.demo.urls")
def test_one_click_signs_in_as_ana(stage, client):
    answer = client.post(reverse("demo:sign_in"), {"person": "ana"}, follow=True)

    assert "Hello Ana" in answer.content.decode()


@pytest.mark.urls("tests.demo.urls")
def test_one_click_brings_the_steward_past_the_second_factor(stage, client):
    answer = client.post(reverse("demo:sign_in"), {"person": "sam"}, follow=True)

    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == reverse("admin:index")


@pytest.mark.urls("tests.demo.urls")
def test_one_click_shows_an_institution_its_platform(stage, client):
    answer = client.post(reverse("demo:sign_in"), {"person": "noor"}, follow=True)

    html = answer.content.decode()
    assert answer.request["PATH_INFO"] == reverse("org:home")
    assert "Open Genome Library" in html
    assert "Lakeside" not in html


@pytest.mark.urls("tests.demo.urls")
def test_nobody_else_can_be_signed_in_as(stage, client):
    answer = client.post(reverse("demo:sign_in"), {"person": "nobody"})

    assert answer.status_code == 404
