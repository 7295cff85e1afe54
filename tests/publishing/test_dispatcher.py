import threading
import time

import pytest
from django.db import connection

from consent.publishing import bell
from consent.publishing.claims import claim_due
from consent.publishing.drain import drain
from consent.publishing.lanes import LaneKey, leave_lane, take_lane
from consent.publishing.models import Delivery, Lane, PlatformHealth, Urgency
from consent.publishing.services import ring
from consent.supervision.dispatcher import Dispatcher, due_lanes
from portal.celery import app
from tests.publishing.receiver import says
from tests.publishing.rows import Change, make_link, make_platform, tell


@pytest.fixture
def dispatcher(settings):
    """A dispatcher for which nobody else had time enough."""
    settings.PUBLISHING = {
        **settings.PUBLISHING,
        "NARROWING_INLINE_AFTER_SECONDS": -1,
        "WIDENING_INLINE_AFTER_SECONDS": -1,
        "DISPATCH_SECONDS": 0.05,
    }
    dispatcher = Dispatcher()
    thread = threading.Thread(target=run_and_leave, args=[dispatcher])
    yield thread
    dispatcher.stop()
    thread.join()


def run_and_leave(dispatcher: Dispatcher) -> None:
    try:
        dispatcher.run()
    finally:
        connection.close()


def wait_until(condition) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_dispatcher_delivers_what_nobody_else_did(platform, receiver, dispatcher):
    narrowed, widened = make_link(platform), make_link(platform)
    tell(narrowed)
    tell(widened, change=Change.WIDENED)

    dispatcher.start()

    wait_until(lambda: len(receiver.held) == 2)


@pytest.mark.django_db(transaction=True)
def test_dispatcher_sends_heartbeats_and_hurries_after_a_failure(
    platform, receiver, dispatcher
):
    receiver.answer = says(500)

    dispatcher.start()

    wait_until(lambda: PlatformHealth.objects.filter(consecutive_failures=1).exists())
    assert [heard.type for heard in receiver.heard] == ["platform.heartbeat"]
    assert list(receiver.heard[0].data) == ["valid_until"]


@pytest.mark.django_db
def test_only_lanes_of_called_platforms_are_due(platform):
    tell(make_link(platform))
    tell(make_link(make_platform()))
    resting = make_link(make_platform("https://example.org/"))
    tell(resting)
    type(resting.platform).objects.filter(pk=resting.platform_id).update(state="ended")

    assert [(lane.platform_id, lane.urgency) for lane in due_lanes()] == [
        (platform.pk, "narrowing")
    ]


@pytest.mark.django_db
def test_a_claimed_row_is_not_due(platform):
    tell(make_link(platform))
    lane = LaneKey(
        platform.pk, Urgency.NARROWING, "11111111-1111-1111-1111-111111111111"
    )

    claim_due(lane, limit=10)

    assert due_lanes() == []
    assert claim_due(lane, limit=10) == []


@pytest.mark.django_db
def test_a_lane_is_drained_by_one_at_a_time(platform, receiver):
    link = make_link(platform)
    tell(link)
    other = LaneKey(
        platform.pk, Urgency.NARROWING, "11111111-1111-1111-1111-111111111111"
    )
    assert take_lane(other)

    drain(platform.pk, Urgency.NARROWING)
    assert receiver.heard == []
    leave_lane(other)
    drain(platform.pk, Urgency.NARROWING)

    assert Delivery.objects.get(link=link).enforced_version > 0


@pytest.fixture
def waiting():
    """How many bells wait in a queue of the test's own broker."""
    with app.connection_for_read() as link:

        def count(name: str) -> int:
            return link.default_channel.client.llen(name)

        link.default_channel.client.delete("urgent", "normal", "slow")
        yield count
        link.default_channel.client.delete("urgent", "normal", "slow")


@pytest.mark.django_db
def test_a_lane_is_rung_once_until_a_drain_answers(platform, waiting):
    for _ in range(3):
        assert (
            ring(platform_ids=[platform.pk], urgency=Urgency.NARROWING) == frozenset()
        )
    assert waiting("urgent") == 1

    drain(platform.pk, Urgency.NARROWING)
    ring(platform_ids=[platform.pk], urgency=Urgency.NARROWING)

    assert waiting("urgent") == 2


@pytest.mark.django_db
def test_a_slow_platform_has_a_queue_of_its_own(platform, waiting):
    PlatformHealth.objects.create(platform=platform, is_slow=True)

    ring(platform_ids=[platform.pk], urgency=Urgency.NARROWING)

    assert (waiting("urgent"), waiting("slow")) == (0, 1)


@pytest.mark.django_db
def test_a_platform_that_is_not_called_is_not_rung(waiting):
    ring(platform_ids=[make_platform().pk], urgency=Urgency.WIDENING)

    assert waiting("normal") == 0
    assert not Lane.objects.exists()


@pytest.mark.django_db
def test_one_failed_bell_keeps_the_process_quiet(platform, settings, monkeypatch):
    monkeypatch.setattr(bell, "quiet_until", 0.0)
    monkeypatch.setattr(bell, "QUEUES", dict.fromkeys(Urgency, "no such queue"))

    assert ring(platform_ids=[platform.pk], urgency=Urgency.NARROWING) == {platform.pk}

    assert bell.quiet_until > time.monotonic()
    assert Lane.objects.get().rung_until is None
    assert ring(platform_ids=[platform.pk], urgency=Urgency.WIDENING) == {platform.pk}
    assert Lane.objects.count() == 1
