from datetime import timedelta

import pytest

from consent.publishing.models import Urgency
from consent.publishing.schedule import JITTER, wait_after

MINUTE = 60


def assert_about(wait: float, expected: float) -> None:
    assert expected * (1 - JITTER) <= wait <= expected * (1 + JITTER)


@pytest.mark.parametrize(
    ("attempts", "expected"), [(1, 5), (2, 15), (5, 2 * MINUTE), (8, 900), (500, 900)]
)
def test_narrowing_is_retried_without_end(attempts, expected):
    assert_about(wait_after(urgency=Urgency.NARROWING, attempts=attempts), expected)


def test_narrowing_is_retried_less_often_after_a_day():
    wait = wait_after(
        urgency=Urgency.NARROWING, attempts=99, failing_for=timedelta(hours=25)
    )

    assert_about(wait, 30 * MINUTE)


def test_a_busy_platform_gets_a_minute():
    assert_about(
        wait_after(urgency=Urgency.NARROWING, attempts=1, is_busy=True), MINUTE
    )


@pytest.mark.parametrize(("asked", "expected"), [(0, 5), (120, 120), (86_400, 900)])
def test_what_a_platform_asks_for_is_clamped(asked, expected):
    assert_about(
        wait_after(urgency=Urgency.NARROWING, attempts=1, asked=asked), expected
    )


def test_nobody_comes_back_before_they_were_asked_to():
    waits = [
        wait_after(urgency=Urgency.NARROWING, attempts=1, asked=120) for _ in range(99)
    ]

    assert min(waits) >= 120


def test_widening_waits_longer():
    assert_about(wait_after(urgency=Urgency.WIDENING, attempts=50), 6 * 60 * MINUTE)
