from datetime import timedelta

import pytest
from django.db.models import F

from consent.organizations.models import Platform
from consent.publishing.drain import drain
from consent.publishing.models import Delivery, Lane, PlatformHealth, Urgency
from consent.publishing.services import ring
from consent.supervision.dispatcher import due_lanes
from tests.publishing.rows import Change, make_link, tell

pytestmark = pytest.mark.django_db


def pace(platform, per_minute: int) -> None:
    Platform.objects.filter(pk=platform.pk).update(widenings_per_minute=per_minute)


def pass_time(seconds: float) -> None:
    Lane.objects.update(paced_until=F("paced_until") - timedelta(seconds=seconds))


def test_widenings_keep_to_the_pace(platform, receiver):
    pace(platform, 12)
    tell(*[make_link(platform) for _ in range(6)], change=Change.WIDENED)
    heard = []

    for _ in range(4):
        drain(platform.pk, Urgency.WIDENING)
        heard.append(len(receiver.held))
        pass_time(5)

    # A sixth of a minute's worth at once, then one in five seconds.
    assert heard == [2, 3, 4, 5]


def test_a_slow_pace_lets_one_go_at_a_time(platform, receiver):
    pace(platform, 1)
    tell(*[make_link(platform) for _ in range(2)], change=Change.WIDENED)

    drain(platform.pk, Urgency.WIDENING)
    pass_time(50)
    drain(platform.pk, Urgency.WIDENING)

    assert len(receiver.held) == 1


def test_narrowings_are_never_held_back(platform, receiver):
    pace(platform, 1)
    tell(*[make_link(platform) for _ in range(100)])

    drain(platform.pk, Urgency.NARROWING)

    assert len(receiver.held) == 100
    assert Lane.objects.get().paced_until is None


def test_a_lane_that_has_spent_its_pace_is_left_alone(platform, receiver):
    pace(platform, 1)
    tell(*[make_link(platform) for _ in range(2)], change=Change.WIDENED)
    assert [lane.urgency for lane in due_lanes()] == [Urgency.WIDENING]

    drain(platform.pk, Urgency.WIDENING)

    assert due_lanes() == []
    ring(platform_ids=[platform.pk], urgency=Urgency.WIDENING)
    assert Lane.objects.get().rung_until is None


def test_a_lane_is_late_only_since_its_pace_let_it_go(platform, receiver):
    pace(platform, 1)
    tell(*[make_link(platform) for _ in range(2)], change=Change.WIDENED)
    drain(platform.pk, Urgency.WIDENING)
    Delivery.objects.update(next_attempt_at="2026-11-23T00:00:00Z")

    pass_time(61)

    [lane] = due_lanes()
    assert 0.5 < lane.late < 2


@pytest.mark.parametrize("why", ["suspended", "reconciling"])
def test_widenings_wait_while_narrowings_go_on(platform, receiver, why):
    if why == "suspended":
        Platform.objects.update(state=Platform.State.SUSPENDED)
    else:
        tell(make_link(platform))
        drain(platform.pk, Urgency.NARROWING)
        PlatformHealth.objects.update(reconciling_since="2026-11-23T00:00:00Z")
        receiver.held.clear()
    widened, narrowed = make_link(platform), make_link(platform)
    tell(widened, change=Change.WIDENED)
    tell(narrowed)

    drain(platform.pk, Urgency.WIDENING)
    drain(platform.pk, Urgency.NARROWING)

    assert list(receiver.held) == [narrowed.subject_id]
    assert due_lanes() == []
