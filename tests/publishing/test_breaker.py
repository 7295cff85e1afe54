from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F
from django.db.models.functions import Now

from consent.publishing.breaker import (
    HEARTBEAT,
    Breaker,
    Calls,
    State,
    after,
    after_heartbeat,
    state_of,
)
from consent.publishing.drain import drain
from consent.publishing.health import note_heartbeat, probe_now
from consent.publishing.models import Delivery, DeliveryAttempt, PlatformHealth, Urgency
from consent.supervision.dispatcher import due_lanes
from tests.publishing.receiver import says
from tests.publishing.rows import Change, make_link, tell

NOW = datetime(2026, 11, 23, tzinfo=UTC)
OPEN = Breaker(opened_at=NOW, next_probe_at=NOW + timedelta(seconds=60), probes=2)


def run_of(*calls: Calls) -> Breaker:
    breaker = Breaker()
    for one in calls:
        breaker = after(breaker, one, now=NOW)
    return breaker


# --- The rules


def test_five_failures_in_a_row_across_links_open():
    assert state_of(run_of(*[Calls(0, [n]) for n in range(1, 5)])) is State.CLOSED
    assert state_of(run_of(*[Calls(0, [n]) for n in range(1, 6)])) is State.OPEN


def test_one_link_alone_never_opens():
    assert state_of(run_of(*[Calls(0, [7])] * 500)) is State.CLOSED


def test_a_success_ends_the_row():
    row = [Calls(0, [n]) for n in range(1, 5)]

    assert state_of(run_of(*row, Calls(20), *row)) is State.CLOSED


def test_half_of_ten_calls_open():
    mixed = [Calls(1), Calls(0, [1]), Calls(1), Calls(0, [2])] * 3

    assert state_of(run_of(*mixed[:8])) is State.CLOSED
    assert state_of(run_of(*mixed)) is State.OPEN


def test_calls_of_an_older_window_are_forgotten():
    mixed = [Calls(1), Calls(0, [1]), Calls(1), Calls(0, [2])] * 2
    breaker = run_of(*mixed)
    later = NOW + timedelta(seconds=121)

    for one in mixed[:4]:
        breaker = after(breaker, one, now=later)

    assert state_of(breaker) is State.CLOSED
    assert breaker.window_calls == 4


def test_failed_heartbeats_count_as_a_link_of_their_own():
    breaker = run_of(*[Calls(0, [7])] * 4)

    opened = after_heartbeat(breaker, succeeded=False, now=NOW)

    assert breaker.consecutive_failures == 4
    assert state_of(opened) is State.OPEN


def test_a_good_heartbeat_brings_the_next_probe_forward_and_closes_nothing():
    heard = after_heartbeat(OPEN, succeeded=True, now=NOW)

    assert state_of(heard) is State.OPEN
    assert heard.next_probe_at == NOW


def test_a_good_heartbeat_ends_no_row_of_failed_changes():
    breaker = run_of(*[Calls(0, [n]) for n in range(1, 5)])

    heard = after_heartbeat(breaker, succeeded=True, now=NOW)

    assert state_of(after(heard, Calls(0, [9]), now=NOW)) is State.OPEN


def test_recovery_doubles_until_it_is_whole():
    breaker, ramps = after(OPEN, Calls(1), now=NOW), []
    while state_of(breaker) is State.HALF_OPEN:
        ramps.append(breaker.ramp)
        breaker = after(breaker, Calls(breaker.ramp), now=NOW)

    assert ramps == [1, 2, 4, 8, 16, 32]
    assert state_of(breaker) is State.CLOSED


def test_a_failure_in_recovery_opens_again():
    halfway = after(OPEN, Calls(1), now=NOW)

    again = after(halfway, Calls(3, [9]), now=NOW)

    assert state_of(again) is State.OPEN
    assert again.opened_at == OPEN.opened_at
    assert again.next_probe_at == NOW + timedelta(seconds=30)


def test_the_link_that_fails_again_and_again_does_not_stop_a_recovery():
    halfway = after(replace(OPEN, failing_link=9), Calls(1), now=NOW)

    going_on = after(halfway, Calls(1, [9]), now=NOW)

    assert state_of(going_on) is State.HALF_OPEN


def test_what_we_did_ourselves_is_no_call():
    assert after(OPEN, Calls(0), now=NOW) == OPEN


# --- At work


def fail(platform, receiver, count=8):
    """Let so many links of the platform fail, and its breaker open."""
    receiver.answer = says(500)
    links = [make_link(platform) for _ in range(count)]
    tell(*links)
    drain(platform.pk, Urgency.NARROWING)
    receiver.heard.clear()
    return links


def health() -> PlatformHealth:
    return PlatformHealth.objects.get()


def let_probe() -> None:
    PlatformHealth.objects.update(next_probe_at=Now())
    Delivery.objects.filter(received_version__lt=F("target_version")).update(
        next_attempt_at=Now()
    )


@pytest.mark.django_db
def test_an_open_breaker_lets_nothing_pass_and_drops_nothing(platform, receiver):
    fail(platform, receiver)
    tell(make_link(platform))

    drain(platform.pk, Urgency.NARROWING)

    assert state_of(health()) is State.OPEN
    assert receiver.heard == []
    assert due_lanes() == []
    assert Delivery.objects.filter(received_version=0).count() == 9


@pytest.mark.django_db
def test_a_probe_is_one_message_and_each_takes_another_row(platform, receiver):
    links = fail(platform, receiver)

    for _ in links:
        let_probe_of_due_rows_only()
        drain(platform.pk, Urgency.NARROWING)

    assert len({heard.data["subject_id"] for heard in receiver.heard}) == len(links)
    assert len(receiver.heard) == len(links)


def let_probe_of_due_rows_only() -> None:
    """Let the next probe come, and those rows wait that were probed already."""
    PlatformHealth.objects.update(next_probe_at=Now())
    Delivery.objects.filter(attempts=1).update(next_attempt_at=Now())


@pytest.mark.django_db
def test_probes_come_less_and_less_often(platform, receiver):
    fail(platform, receiver)
    PlatformHealth.objects.update(failing_link=None)
    waits = []

    for _ in range(5):
        let_probe_of_due_rows_only()
        drain(platform.pk, Urgency.NARROWING)
        waits.append((health().next_probe_at - health().last_failure_at).seconds)

    assert [round(wait / 30) for wait in waits] == [2, 4, 10, 10, 10]


@pytest.mark.django_db
def test_a_success_brings_everything_back_narrowing_first(platform, receiver):
    fail(platform, receiver)
    widened = [make_link(platform) for _ in range(3)]
    tell(*widened, change=Change.WIDENED)
    receiver.answer = None
    let_probe()

    drain(platform.pk, Urgency.WIDENING)
    assert receiver.heard == []
    drain(platform.pk, Urgency.NARROWING)
    drain(platform.pk, Urgency.WIDENING)

    assert len(receiver.held) == 11
    assert state_of(health()) is State.CLOSED
    urgencies = [heard.type for heard in receiver.heard]
    assert urgencies == ["change.narrowed"] * 8 + ["change.widened"] * 3


@pytest.mark.django_db
def test_one_poisoned_subject_holds_up_nobody(platform, receiver):
    poisoned, *others = fail(platform, receiver)
    receiver.answer = refusing(poisoned.subject_id)
    let_probe()
    # The oldest of all, so that the first probe takes it.
    Delivery.objects.filter(link=poisoned).update(next_attempt_at=NOW)

    for _ in range(3):
        drain(platform.pk, Urgency.NARROWING)
        PlatformHealth.objects.update(next_probe_at=Now())
    fresh = make_link(platform)
    tell(fresh)
    drain(platform.pk, Urgency.NARROWING)

    assert {link.subject_id for link in [*others, fresh]} == set(receiver.held)
    assert Delivery.objects.get(link=poisoned).received_version == 0


@pytest.mark.django_db
def test_a_poisoned_subject_alone_does_not_open_the_breaker(platform, receiver):
    poisoned = make_link(platform)
    receiver.answer = refusing(poisoned.subject_id)
    tell(poisoned)

    for _ in range(20):
        let_probe()
        drain(platform.pk, Urgency.NARROWING)
        tell(make_link(platform))

    assert state_of(health()) is State.CLOSED


def refusing(subject_id):
    def answer(receiver, heard):
        if heard.data.get("subject_id") == subject_id:
            return 500, {}, b""
        return receiver.accept(heard)

    return answer


@pytest.mark.django_db
def test_an_open_breaker_is_probed_on_demand(platform, receiver):
    fail(platform, receiver)

    assert probe_now(platform.pk)
    let_probe_of_due_rows_only()
    assert [lane.urgency for lane in due_lanes()] == [Urgency.NARROWING]


@pytest.mark.django_db
def test_nothing_due_keeps_no_breaker_half_open(platform, receiver):
    fail(platform, receiver, count=5)
    receiver.answer = None
    let_probe()

    drain(platform.pk, Urgency.NARROWING)

    assert state_of(health()) is State.CLOSED
    assert not probe_now(platform.pk)


@pytest.mark.django_db
def test_heartbeats_open_nothing_alone_and_are_no_success(platform):
    for _ in range(20):
        note_heartbeat(platform.pk, succeeded=False, is_slow=False)
    note_heartbeat(platform.pk, succeeded=True, is_slow=False)

    assert state_of(health()) is State.CLOSED
    assert health().failing_link == HEARTBEAT
    assert health().last_success_at is None


@pytest.mark.django_db
def test_what_no_wait_mends_raises_an_alarm(platform, receiver):
    receiver.answer = says(410)
    tell(make_link(platform))

    drain(platform.pk, Urgency.NARROWING)

    alarm = platform.alarms.get()
    assert (alarm.kind, alarm.detail) == ("needs_human", "status_410")
    assert DeliveryAttempt.objects.count() == 1
