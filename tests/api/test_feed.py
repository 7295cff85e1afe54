"""Snapshot, digest and waiting, as a platform's program meets them."""

import hashlib
import json
import threading
import time

import pytest
from django.db import connection

from consent.api import long_calls
from consent.api.long_calls import LongCalls
from consent.publishing.models import PlatformHealth
from consent.vocabulary.levels import Level
from portal.run.programs import WEB_THREADS
from tests import people

SNAPSHOT, DIGEST = "/api/v1/changes/snapshot", "/api/v1/changes/digest"
real = pytest.mark.django_db(transaction=True)


def read(caller) -> list[dict]:
    answer = caller.get(SNAPSHOT)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    lines = b"".join(answer.streaming_content).splitlines()
    answer.close()
    return [json.loads(line) for line in lines]


# --- Snapshot


@real
def test_snapshot_begins_what_the_feed_goes_on_with(ana, lakeside, link):
    people.choose(ana, Level.HEALTH)

    head, line, end = read(lakeside)
    people.choose(ana, Level.NONE, replacing=1)
    page = lakeside.get(
        "/api/v1/changes", data={"after": head["snapshot"]["next"]}
    ).json()

    assert line["told"]["sharing"] == "some"
    assert (head["snapshot"]["count"], end) == (1, {"end": {"count": 1}})
    assert head["snapshot"]["valid_until"].endswith("Z")
    assert [item["told"]["sharing"] for item in page["items"]] == ["none"]


@real
def test_second_snapshot_at_once_is_asked_to_wait(lakeside, link):
    first = lakeside.get(SNAPSHOT)

    second = lakeside.get(SNAPSHOT)

    assert (second.status_code, second.json()["code"]) == (429, "busy")
    assert int(second.headers["Retry-After"]) > 0
    first.close()
    read(lakeside)


@real
def test_snapshot_that_is_refused_gives_its_place_back(lakeside, link):
    PlatformHealth.objects.create(
        platform=lakeside.platform, reconciling_since="2026-01-01T00:00Z"
    )

    for _ in range(2):
        answer = lakeside.get(SNAPSHOT)

        assert (answer.status_code, answer.json()["code"]) == (
            409,
            "reconcile_required",
        )


# --- Digest


def test_digest_that_matches_says_so(ana, lakeside, link):
    link.refresh_from_db()
    line = f"{link.subject_id}:{link.version}:none\n"
    digest = hashlib.sha256(line.encode()).hexdigest()

    answer = lakeside.post(DIGEST, {"count": 1, "digest": digest}).json()

    assert answer["matches"] is True
    assert (answer["count"], answer["digest"]) == (1, digest)
    assert (answer["differences"], answer["reconciling"]) == ([], False)


def test_digest_that_differs_is_followed_by_items(ana, lakeside, link):
    link.refresh_from_db()
    body = {"subject_id": link.subject_id, "version": link.version}

    differs = lakeside.post(DIGEST, {"count": 0, "digest": "0" * 64}).json()
    items = lakeside.post(DIGEST, {"items": [{**body, "sharing": "some"}]}).json()

    assert (differs["matches"], differs["differences"]) == (False, [])
    assert items["matches"] is False
    assert items["differences"] == [{**body, "code": "different"}]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"digest": "0" * 64},
        {"count": 1},
        {"count": 1, "digest": "short"},
        {"items": [{"subject_id": "s-1", "version": 1}]},
        {
            "items": [{"subject_id": "s-1", "version": 1, "sharing": "some"}],
            "after_subject": "s-1",
        },
        {
            "items": [{"subject_id": "s-2", "version": 1, "sharing": "some"}],
            "until_subject": "s-1",
        },
    ],
)
def test_digest_refuses_what_it_cannot_read(lakeside, body):
    answer = lakeside.post(DIGEST, body)

    assert answer.status_code == 400


def test_unknown_subjects_of_a_digest_are_told_alike(lakeside, library, link):
    link.refresh_from_db()
    held = {"version": link.version, "sharing": "none"}

    answers = [
        library.post(DIGEST, {"items": [{"subject_id": name, **held}]}).json()
        for name in (link.subject_id, "s-nobody")
    ]

    assert [one["differences"][0]["code"] for one in answers] == ["unknown"] * 2
    assert [one["differences"][0]["version"] for one in answers] == [None] * 2


# --- How far a platform came


def test_cursor_of_an_acknowledgement_is_noted(lakeside, link):
    page = lakeside.get("/api/v1/changes").json()
    lakeside.post("/api/v1/changes/ack", {"cursor": page["next"]})

    health = PlatformHealth.objects.get(platform=lakeside.platform)

    assert (health.read_seq, health.acked_seq) == (1, 1)
    assert health.last_read_at is not None


def test_cursor_of_no_use_spoils_no_line(lakeside, link):
    link.refresh_from_db()
    line = {"subject_id": link.subject_id, "version": link.version}

    answer = lakeside.post(
        "/api/v1/changes/ack", {"cursor": "nonsense", "enforced": [line]}
    ).json()

    assert answer["accepted"] == 1
    assert answer["problems"][0]["pointer"] == "/cursor"
    assert answer["problems"][0]["code"] == "resync_required"


# --- Waiting


@real
def test_waiting_ends_with_the_first_news(ana, lakeside, link):
    after = lakeside.get("/api/v1/changes").json()["next"]

    def choose() -> None:
        time.sleep(0.7)
        people.choose(ana, Level.HEALTH)
        connection.close()

    begun = time.monotonic()
    threading.Thread(target=choose).start()
    page = lakeside.get("/api/v1/changes", data={"after": after, "wait": 20}).json()

    assert len(page["items"]) == 1
    assert time.monotonic() - begun < 10


def test_who_finds_no_place_is_answered_at_once(lakeside, monkeypatch):
    full = LongCalls(0)
    monkeypatch.setattr("consent.api.v1.changes.waiting", full)
    begun = time.monotonic()

    lakeside.get("/api/v1/changes", data={"wait": 20})

    assert time.monotonic() - begun < 5


def test_each_platform_has_one_place_and_gives_it_back():
    calls = LongCalls(2)

    with calls.place_for(1) as first, calls.place_for(1) as again:
        assert (first, again) == (True, False)
        with calls.place_for(2) as second, calls.place_for(3) as third:
            assert (second, third) == (True, False)

    assert calls.take(1)


def test_long_calls_leave_half_of_the_threads_free():
    most = long_calls.MOST_WAITING + long_calls.MOST_STREAMING

    assert 2 * most <= WEB_THREADS
