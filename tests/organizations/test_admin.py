import pytest
from django.contrib.admin.sites import site
from django.urls import reverse

from consent.organizations.forms import PlatformForm
from consent.organizations.models import Organization, Platform
from tests import institutions


@pytest.fixture
def hospital(db):
    return institutions.make_organization()


def filled(hospital, **changed):
    return {
        "organization": hospital.pk,
        "code": "quarry",
        "name": "Quarry Data",
        "holds": "Keeps your answers.",
        "country": "FI",
        "stop_days": 30,
        "state": "live",
        **changed,
    }


def test_platform_is_taken_with_known_codes(hospital):
    form = PlatformForm(
        filled(
            hospital,
            details_apart=["health.mental"],
            bases=["law"],
            endpoint_url="https://quarry.example/push",
        )
    )

    assert form.is_valid(), form.errors
    assert form.save().details_apart == ["health.mental"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("details_apart", ["bananas"]),
        ("bases", ["whim"]),
        ("bases", ["choice"]),
        ("country", "ZZ"),
        ("endpoint_url", "http://quarry.example/push"),
    ],
)
def test_platform_is_refused_with_what_nobody_knows(hospital, field, value):
    form = PlatformForm(filled(hospital, **{field: value}))

    assert list(form.errors) == [field]


def test_platform_may_push_where_this_machine_allows(hospital, settings):
    settings.OUTBOUND_ALLOWED = ["http://127.0.0.1:8801"]

    form = PlatformForm(filled(hospital, endpoint_url="http://127.0.0.1:8801/push"))

    assert form.is_valid(), form.errors


@pytest.mark.parametrize("model", [Organization, Platform])
def test_what_is_not_made_yet_has_no_birthday(rf, sam, model):
    request = rf.get(reverse("admin:index"))
    request.user = sam

    fields = site.get_model_admin(model).get_fields(request)

    assert "created_at" not in fields
