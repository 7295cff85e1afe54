import pytest
from django.contrib.admin.sites import site
from django.urls import reverse

from consent.audit.models import LogEntry
from consent.organizations.forms import PlatformForm
from consent.organizations.models import Organization, Platform
from consent.organizations.services import resume_silent, suspend_silent
from tests import institutions
from tests.staff import make_staff, signed_in


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
        "batch_size": 1,
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
        ("batch_size", 0),
        ("batch_size", 101),
        ("widenings_per_minute", 0),
        ("technical_contact", "nobody"),
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


@pytest.fixture
def quarry(hospital):
    form = PlatformForm(filled(hospital))
    assert form.is_valid(), form.errors
    return form.save()


def save(quarry, *, seen: str, **changed: str) -> Platform:
    """Save the form in the admin; `seen` is the state when the page was opened."""
    steward = signed_in(make_staff("Sam", may_change=("platform",)))
    form = filled(quarry.organization, **{"initial-state": seen, **changed})
    inlines = {"partnerships-TOTAL_FORMS": 0, "partnerships-INITIAL_FORMS": 0}
    answer = steward.post(
        reverse("admin:consent_platform_change", args=[quarry.pk]), form | inlines
    )
    assert answer.status_code == 302, answer.context["errors"]
    return Platform.objects.get(pk=quarry.pk)


def test_stewards_own_state_is_never_taken_back_by_itself(quarry):
    suspend_silent(platform_id=quarry.pk)

    found = save(quarry, seen="live", state="suspended")

    assert (found.state, found.state_before_silence) == ("suspended", "")
    assert not resume_silent(platform_id=quarry.pk)
    assert LogEntry.objects.filter(kind="platform.state_changed").count() == 1


def test_form_opened_before_a_suspension_does_not_lift_it(quarry):
    suspend_silent(platform_id=quarry.pk)

    found = save(quarry, seen="live", name="Quarry", technical_contact="a@q.example")

    assert (found.name, found.technical_contact) == ("Quarry", "a@q.example")
    assert (found.state, found.state_before_silence) == ("suspended", "live")


def test_form_opened_before_a_resumption_does_not_suspend_again(quarry):
    found = save(quarry, seen="suspended", state="suspended", batch_size=50)

    assert (found.state, found.batch_size) == ("live", 50)


def test_silence_suspends_only_platforms_at_work(quarry):
    Platform.objects.filter(pk=quarry.pk).update(state="draft")

    assert not suspend_silent(platform_id=quarry.pk)


def test_suspension_for_silence_is_done_and_ended_once(quarry):
    done = [suspend_silent(platform_id=quarry.pk) for _ in range(2)]
    ended = [resume_silent(platform_id=quarry.pk) for _ in range(2)]

    assert done == ended == [True, False]
    assert Platform.objects.get(pk=quarry.pk).state == "live"
