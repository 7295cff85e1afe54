"""The native API: feed, confirmation, platform, vocabulary."""

import json

import pytest
from django.conf import settings
from django.utils import translation

from consent.vocabulary.levels import Level
from tests import people


def test_feed_holds_what_was_told_in_order(ana, lakeside, link):
    people.choose(ana, Level.HEALTH)
    people.choose(ana, Level.NONE, replacing=1)

    page = lakeside.get("/api/v1/changes").json()

    versions = [item["version"] for item in page["items"]]
    assert len(versions) == 3
    assert versions == sorted(versions)
    assert {item["subject_id"] for item in page["items"]} == {link.subject_id}
    assert page["items"][-1]["told"]["sharing"] == "none"
    assert page["has_more"] is False


def test_feed_goes_on_from_its_cursor(ana, lakeside, link):
    first = lakeside.get("/api/v1/changes", data={"limit": 1}).json()
    people.choose(ana, Level.HEALTH)

    second = lakeside.get("/api/v1/changes", data={"after": first["next"]}).json()

    assert len(second["items"]) == 1
    assert second["items"][0]["version"] > first["items"][0]["version"]


def test_feed_tells_nothing_of_other_platforms(ana, lakeside, library, link):
    assert library.get("/api/v1/changes").json()["items"] == []


def test_foreign_cursor_asks_to_start_anew(ana, lakeside, library, link):
    cursor = lakeside.get("/api/v1/changes").json()["next"]

    answer = library.get("/api/v1/changes", data={"after": cursor})

    assert answer.status_code == 409
    assert answer.json()["code"] == "resync_required"
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": "x"}, {"wait": 26}])
def test_feed_refuses_what_it_cannot_read(lakeside, query):
    answer = lakeside.get("/api/v1/changes", data=query)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] in {"/limit", "/wait"}


def test_waiting_ends_with_the_time_asked_for(lakeside):
    answer = lakeside.get("/api/v1/changes", data={"wait": 1})

    assert answer.json()["items"] == []


def test_confirmation_is_taken_once_and_again(ana, lakeside, link):
    people.choose(ana, Level.NONE)
    link.refresh_from_db()
    body = {"enforced": [{"subject_id": link.subject_id, "version": link.version}]}

    answers = [lakeside.post("/api/v1/changes/ack", body) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json()["accepted"] == 1
    assert answers[1].json()["problems"] == []
    link.delivery.refresh_from_db()
    assert link.delivery.enforced_version == link.version


def test_version_never_issued_is_a_problem(lakeside, link):
    body = {"enforced": [{"subject_id": link.subject_id, "version": 2**62}]}

    answer = lakeside.post("/api/v1/changes/ack", body)

    assert answer.json()["problems"][0]["code"] == "never_issued"


def test_platform_sees_itself(lakeside, link):
    body = lakeside.get("/api/v1/platform").json()

    assert body["code"] == "lakeside"
    assert body["deliveries"]["due"] == 1
    assert body["valid_until"].endswith("Z")


def test_vocabulary_is_sent_once(lakeside):
    first = lakeside.get("/api/v1/vocabulary")
    again = lakeside.http.get(
        "/api/v1/vocabulary",
        headers={
            "Authorization": f"Bearer {lakeside.token}",
            "If-None-Match": first.headers["ETag"],
        },
    )

    assert first.json()["kinds"][0]["code"] == "survey"
    assert again.status_code == 304
    assert again.content == b""


def test_problem_has_a_stable_shape(lakeside):
    answer = lakeside.http.put(
        "/api/v1/changes/ack",
        data=json.dumps({}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {lakeside.token}"},
    )

    body = answer.json()
    assert answer.status_code == 405
    assert set(body) == {"type", "title", "status", "detail", "code"}
    assert body["status"] == 405


def test_unknown_path_is_a_problem_too(lakeside):
    answer = lakeside.get("/api/v1/nothing")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_answers_are_in_the_portals_own_language(lakeside):
    with translation.override("fi"):
        lakeside.get("/api/v1/vocabulary")

        assert translation.get_language() == settings.LANGUAGE_CODE


def test_answers_of_the_short_chain_are_not_sniffed(lakeside):
    answer = lakeside.get("/api/v1/platform")

    assert answer.headers["X-Content-Type-Options"] == "nosniff"
