"""Each platform has its own allowance, with or without a shared counter."""

import time

import pytest
import redis

from consent.api import throttling
from consent.api.throttling import REPORT_EVERY, Counter

NOWHERE = "redis://127.0.0.1:1/0"


def test_calls_above_the_limit_wait_for_the_next_minute():
    counter = Counter("")

    waits = [counter.wait(1, 3) for _ in range(5)]

    assert waits[:3] == [0, 0, 0]
    assert all(0 < wait <= 60 for wait in waits[3:])


def test_platforms_do_not_share_an_allowance():
    counter = Counter("")
    counter.wait(1, 1)

    assert counter.wait(2, 1) == 0


def test_counter_that_is_away_closes_no_door():
    counter = Counter(NOWHERE)
    started = time.monotonic()

    waits = [counter.wait(1, 1_000) for _ in range(5 * REPORT_EVERY)]

    assert set(waits) == {0}
    assert time.monotonic() - started < 2


def test_processes_add_up_through_the_shared_counter(settings):
    try:
        redis.Redis.from_url(settings.REDIS_URL).ping()
    except redis.RedisError:
        pytest.skip("no Valkey for this run")
    one, other = (
        Counter(settings.REDIS_URL),
        Counter(settings.REDIS_URL),
    )
    platform = time.time_ns()

    for _ in range(REPORT_EVERY):
        one.wait(platform, 1_000)
        other.wait(platform, 1_000)

    assert other.wait(platform, 2 * REPORT_EVERY) > 0


def test_platform_that_calls_too_often_is_told_when_to_come_back(
    lakeside, settings, monkeypatch
):
    settings.API_CALLS_PER_MINUTE = 1
    monkeypatch.setattr(throttling, "counter", Counter(""))

    first = lakeside.get("/api/v1/vocabulary")
    answers = [lakeside.get("/api/v1/vocabulary"), lakeside.ask("s-1")]

    assert first.status_code == 200
    assert [answer.status_code for answer in answers] == [429, 429]
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers)
