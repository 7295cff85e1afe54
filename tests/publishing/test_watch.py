"""What stays unheard is noticed, told and, after a day, stops the platform."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consent.alarms.models import Alarm, Sighting
from consent.alarms.services import raise_alarm
from consent.organizations.models import Platform
from consent.organizations.services import change_state
from consent.publishing.confirmations import Word, confirm
from consent.publishing.leases import valid_until
from consent.publishing.models import Delivery, PlatformHealth
from consent.publishing.services import Enforced, acknowledge
from consent.publishing.targets import send_again
from consent.supervision.watch import keep_watch
from tests.publishing.past import hear_ago, tell_ago
from tests.publishing.rows import Change, make_account, make_link, make_platform

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def place():
    return make_platform(technical_contact="ops@place.example")


def watch() -> None:
    """Take the next turn now."""
    Sighting.objects.filter(name="watch").delete()
    assert keep_watch()


def level_of(platform, kind=Alarm.Kind.UNRECEIVED) -> int:
    found = Alarm.objects.filter(platform=platform, kind=kind, ended_at=None)
    return found.get().level if found else 0


def state_of(platform) -> str:
    return Platform.objects.get(pk=platform.pk).state


def enforce(platform, version) -> None:
    acknowledge(
        platform=platform,
        enforced=[Enforced(version.link.subject_id, version.version)],
    )


@pytest.mark.parametrize(
    ("age", "level"),
    [(4 * MINUTE, 0), (6 * MINUTE, 1), (16 * MINUTE, 2), (61 * MINUTE, 3), (DAY, 4)],
)
def test_alarm_rises_with_the_age_of_a_narrowing(place, age, level):
    tell_ago(make_link(place), age)

    watch()

    assert level_of(place) == level


def test_widening_alarms_nobody(place):
    tell_ago(make_link(place), 2 * DAY, change=Change.WIDENED)

    watch()

    assert not Alarm.objects.exists()


def test_alarm_has_the_age_of_the_oldest_narrowing_not_received(place):
    link = make_link(place)
    first = tell_ago(link, 3 * HOUR)
    confirm([Word(link.pk, first.version, is_enforced=False)])
    tell_ago(link, 20 * MINUTE, change=Change.WIDENED)
    tell_ago(link, 6 * MINUTE)

    watch()

    assert level_of(place) == 1


def test_widening_hides_no_narrowing_that_is_not_in_force(place):
    link = make_link(place)
    first = tell_ago(link, 4 * HOUR)
    confirm([Word(link.pk, first.version, is_enforced=False)])
    hear_ago(first, 3 * HOUR)
    tell_ago(link, 2 * HOUR, change=Change.WIDENED)

    watch()

    assert Delivery.objects.get().urgency == "widening"
    assert level_of(place, Alarm.Kind.UNENFORCED) == Alarm.Level.PRIVACY


def test_loss_of_an_old_narrowing_is_late_from_when_it_is_known(place):
    version = tell_ago(make_link(place), 30 * DAY)
    enforce(place, version)
    send_again(held={version.link_id: 0})

    watch()
    Delivery.objects.update(due_since=F("due_since") - 6 * MINUTE)
    now = level_of(place)
    watch()

    assert (now, level_of(place)) == (0, Alarm.Level.OPERATOR)
    assert state_of(place) == Platform.State.LIVE
    assert valid_until(place) < timezone.now()


def test_alarm_ends_when_the_narrowing_is_received(place):
    version = tell_ago(make_link(place), 6 * MINUTE)
    watch()
    enforce(place, version)

    watch()

    assert level_of(place) == 0
    assert Alarm.objects.get().ended_at


def test_silence_of_a_day_suspends_and_an_answer_resumes(place):
    version = tell_ago(make_link(place), DAY)
    watch()
    suspended = state_of(place)
    enforce(place, version)

    watch()

    assert suspended == Platform.State.SUSPENDED
    assert state_of(place) == Platform.State.LIVE


def test_platform_in_testing_returns_to_testing(place):
    Platform.objects.filter(pk=place.pk).update(state="testing")
    version = tell_ago(make_link(place), DAY)
    watch()
    enforce(place, version)

    watch()

    assert state_of(place) == Platform.State.TESTING


def test_platform_that_a_steward_suspended_stays_so(place):
    version = tell_ago(make_link(place), DAY)
    watch()
    change_state(platform=place, state="suspended", by=make_account())
    enforce(place, version)

    watch()

    assert state_of(place) == Platform.State.SUSPENDED


def test_draft_and_ended_platforms_alarm_nobody(place):
    tell_ago(make_link(place), DAY)
    Platform.objects.filter(pk=place.pk).update(state="ended")

    watch()

    assert not Alarm.objects.exists()


def test_received_but_not_in_force_alarms_from_its_hour_on(place):
    early, late = make_link(place), make_link(place)
    for link, ago in ((early, 80 * MINUTE), (late, 40 * MINUTE)):
        version = tell_ago(link, ago)
        confirm([Word(link.pk, version.version, is_enforced=False)])
        hear_ago(version, ago)

    watch()

    assert level_of(place, Alarm.Kind.UNENFORCED) == 2
    assert level_of(place) == 0


def test_reminders_do_not_rejuvenate_what_is_not_in_force(place):
    link = make_link(place)
    version = tell_ago(link, 2 * DAY)
    word = Word(link.pk, version.version, is_enforced=False)
    confirm([word])
    hear_ago(version, 2 * DAY)
    confirm([word])

    watch()

    assert level_of(place, Alarm.Kind.UNENFORCED) == 3
    assert state_of(place) == Platform.State.LIVE


def test_refusal_of_all_calls_ends_with_a_success(place):
    link = make_link(place)
    version = tell_ago(link, MINUTE)
    Delivery.objects.filter(pk=link.pk).update(last_error="status_410")
    raise_alarm(platform_id=place.pk, kind=Alarm.Kind.NEEDS_HUMAN, detail="status_410")
    PlatformHealth.objects.create(platform=place)
    watch()
    before = level_of(place, Alarm.Kind.NEEDS_HUMAN)
    enforce(place, version)
    PlatformHealth.objects.update(last_success_at=Alarm.objects.get().seen_at + MINUTE)

    watch()

    assert before == 1
    assert level_of(place, Alarm.Kind.NEEDS_HUMAN) == 0


def test_refusal_lasts_while_one_subject_is_refused(place):
    link = make_link(place)
    tell_ago(link, MINUTE)
    Delivery.objects.filter(pk=link.pk).update(last_error="status_404")
    raise_alarm(platform_id=place.pk, kind=Alarm.Kind.NEEDS_HUMAN)
    PlatformHealth.objects.create(
        platform=place, last_success_at=Alarm.objects.get().seen_at + MINUTE
    )

    watch()

    assert level_of(place, Alarm.Kind.NEEDS_HUMAN) == 1


def test_restore_alarms_until_the_platform_has_reconciled(place):
    health = PlatformHealth.objects.create(
        platform=place, reconciling_since=place.created_at
    )
    PlatformHealth.objects.update(reconciling_since=place.created_at - HOUR)
    watch()
    before = level_of(place, Alarm.Kind.UNRECONCILED)
    PlatformHealth.objects.filter(pk=health.pk).update(reconciling_since=None)

    watch()

    assert before == 3
    assert level_of(place, Alarm.Kind.UNRECONCILED) == 0


def test_alarms_that_a_person_ends_are_left_alone(place):
    raise_alarm(platform_id=place.pk, kind=Alarm.Kind.NEVER_ISSUED)

    watch()

    assert level_of(place, Alarm.Kind.NEVER_ISSUED) == 1


def test_watch_is_kept_by_one_at_a_time(place):
    turns = [keep_watch() for _ in range(3)]

    assert turns == [True, False, False]


def test_watch_asks_the_same_of_the_database_for_many_platforms(place):
    with CaptureQueriesContext(connection) as few:
        watch()
    for _ in range(5):
        make_link(make_platform())

    with CaptureQueriesContext(connection) as many:
        watch()

    assert len(many) <= len(few)


def test_mail_that_fails_does_not_stop_the_watch(place, settings):
    settings.EMAIL_BACKEND = "tests.publishing.test_watch.NoServer"
    tell_ago(make_link(place), DAY)

    watch()

    assert state_of(place) == Platform.State.SUSPENDED
    assert not mail.outbox


class NoServer:
    """A mail server that is not there."""

    def __init__(self, **_options: object) -> None: ...

    def send_messages(self, _messages: object) -> int:
        raise ConnectionRefusedError

    def close(self) -> None: ...
