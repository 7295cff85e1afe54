"""Numbers for operators, and whether changes are moving."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from consent.alarms.models import Alarm, Sighting
from consent.alarms.services import raise_alarm, see
from consent.publishing.models import Delivery, FeedHead, PlatformHealth
from consent.publishing.services import Enforced, acknowledge
from consent.supervision import timings
from consent.supervision.metrics import exposition
from tests.publishing.past import tell_ago
from tests.publishing.rows import Change, make_link, make_platform, tell

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TOKEN = {"Authorization": "Bearer long-and-secret"}


@pytest.fixture
def place():
    return make_platform("https://place.example/hook")


def numbers() -> dict[tuple[str, ...], float]:
    """Return every sample by name and values of its labels, in the order of labels."""
    families = text_string_to_metric_families(exposition().decode())
    return {
        (
            sample.name,
            *(value for _, value in sorted(sample.labels.items())),
        ): sample.value
        for family in families
        for sample in family.samples
    }


def enforce(platform, version) -> None:
    acknowledge(
        platform=platform,
        enforced=[Enforced(version.link.subject_id, version.version)],
    )


def test_metrics_tell_the_age_of_what_is_due(place):
    tell_ago(make_link(place), HOUR)
    tell_ago(make_link(place), 2 * HOUR, change=Change.WIDENED)
    tell(make_link(place))

    found = numbers()

    assert found["ambit_due", place.code, "narrowing"] == 2
    for name in ("ambit_oldest_unreceived_seconds", "ambit_oldest_unenforced_seconds"):
        assert 3_600 <= found[name, place.code, "narrowing"] < 3_660
        assert 7_200 <= found[name, place.code, "widening"] < 7_260


def test_metrics_do_not_count_what_was_given_up(place):
    version = tell_ago(make_link(place), HOUR)
    Delivery.objects.update(closed_version=version.version, narrowing_since=None)

    found = numbers()

    assert found["ambit_due", place.code, "narrowing"] == 0
    assert found["ambit_oldest_unenforced_seconds", place.code, "narrowing"] == 0


def test_histograms_only_grow(place, monkeypatch):
    monkeypatch.setattr(timings, "YOUNG_SECONDS", 0)
    bounds = ["3600.0", "21600.0"]
    sums = []
    for _ in range(2):
        enforce(place, tell_ago(make_link(place), HOUR))
        timings.count_timings()
        found = numbers()
        lane = (place.code, "narrowing")
        name = "ambit_received_seconds"
        sums.append([found[f"{name}_bucket", le, *lane] for le in bounds])
        assert found[f"{name}_bucket", "+Inf", *lane] == found[f"{name}_count", *lane]

    assert sums == [[0, 1], [0, 2]]


@pytest.mark.parametrize(
    ("is_open", "ramp", "number"), [(False, 0, 0), (True, 4, 1), (True, 0, 2)]
)
def test_metrics_tell_the_breakers_state(place, is_open, ramp, number):
    PlatformHealth.objects.create(
        platform=place, opened_at=timezone.now() if is_open else None, ramp=ramp
    )

    assert numbers()["ambit_breaker_state", place.code] == number


def test_feed_lag_is_told_of_readers_only(place):
    tell(make_link(place), make_link(place), make_link(place))
    health = PlatformHealth.objects.create(platform=place)
    silent = numbers()
    health.read_seq, health.last_read_at = 1, timezone.now()
    health.save()

    found = numbers()

    assert ("ambit_feed_lag", place.code) not in silent
    assert FeedHead.objects.get().seq == 3
    assert found["ambit_feed_lag", place.code] == 2


def test_metrics_tell_open_alarms(place):
    raise_alarm(platform_id=place.pk, kind=Alarm.Kind.DIFFERENT)

    assert numbers()["ambit_alarms", "different", "1", place.code] == 1


def test_metrics_ask_the_same_for_many_platforms(place):
    enforce(place, tell(make_link(place))[0])
    with CaptureQueriesContext(connection) as few:
        exposition()
    for _ in range(4):
        other = make_platform()
        tell(make_link(other))
        PlatformHealth.objects.create(platform=other, last_read_at=timezone.now())

    with CaptureQueriesContext(connection) as many:
        exposition()

    assert len(many) == len(few)


def test_metrics_are_not_there_without_a_token_set(client):
    assert client.get("/metrics", headers=TOKEN).status_code == 404


@pytest.mark.parametrize("said", [{}, {"Authorization": "Bearer guess-é"}])
def test_metrics_are_shut_to_others(client, settings, said):
    settings.METRICS_TOKEN = "long-and-secret"

    answer = client.get("/metrics", headers=said)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_metrics_are_given_for_the_token(client, settings, place):
    settings.METRICS_TOKEN = "long-and-secret"

    answer = client.get("/metrics", headers=TOKEN)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    assert b"ambit_due" in answer.content
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.fixture
def looked_after():
    """Somebody keeps watch and dispatches."""
    see(name="watch")
    see(name="dispatcher")


def is_well(client) -> bool:
    answer = client.get("/health/publishing")
    assert answer.status_code in {200, 503}
    return answer.status_code == 200


def test_delivery_is_well_when_nothing_is_due(client, looked_after):
    assert is_well(client)


@pytest.mark.parametrize("name", ["watch", "dispatcher"])
def test_delivery_is_not_well_without_those_who_look(client, looked_after, name):
    Sighting.objects.filter(name=name).update(seen_at=timezone.now() - HOUR)

    assert not is_well(client)


def test_delivery_is_not_well_when_due_rows_lie_still(client, looked_after, place):
    tell(make_link(place))
    Delivery.objects.update(next_attempt_at=timezone.now() - HOUR)

    assert not is_well(client)
    assert place.code not in client.get("/health/publishing").content.decode()


def test_delivery_is_well_while_due_rows_are_worked_off(client, looked_after, place):
    tell(make_link(place))
    Delivery.objects.update(next_attempt_at=timezone.now() - HOUR)
    PlatformHealth.objects.create(platform=place, last_success_at=timezone.now())

    assert is_well(client)


def test_dead_platform_does_not_make_delivery_unwell(client, looked_after, place):
    tell(make_link(place))
    Delivery.objects.update(next_attempt_at=timezone.now() - HOUR)
    PlatformHealth.objects.create(
        platform=place,
        opened_at=timezone.now() - HOUR,
        next_probe_at=timezone.now() + HOUR,
    )

    assert is_well(client)
