"""Reports over HTTP: one, a list, lines."""

import json

import pytest
from django.utils import timezone

from consent.access_history.models import AccessEvent
from tests.institutions import report

PATH = "/api/v1/access-events"


@pytest.fixture
def one(link):
    return report(link.subject_id, occurred_at=timezone.now().isoformat())


def test_single_report_is_created_then_repeated(lakeside, one):
    first = lakeside.post(PATH, one)
    again = lakeside.post(PATH, one)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == {"accepted": 1, "repeated": 0, "problems": []}
    assert again.json() == {"accepted": 0, "repeated": 1, "problems": []}


def test_same_id_with_other_content_is_409(lakeside, one):
    lakeside.post(PATH, one)

    answer = lakeside.post(PATH, {**one, "way": "copied"})

    assert answer.status_code == 409
    assert answer.json()["code"] == "conflict"
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "change", [{"way": "eaten"}, {"subject_id": "s-x"}, {"event_id": ""}, {"basis": 1}]
)
def test_single_bad_report_is_422(lakeside, one, change):
    answer = lakeside.post(PATH, {**one, **change})

    assert answer.status_code == 422
    assert not AccessEvent.objects.exists()


def test_list_tells_which_lines_were_not_taken(lakeside, one):
    answer = lakeside.post(PATH, [one, {**one, "event_id": "2", "subject_id": "s-x"}])

    body = answer.json()
    assert answer.status_code == 200
    assert body["accepted"] == 1
    assert body["problems"][0]["pointer"] == "/1"
    assert body["problems"][0]["code"] == "unknown_subject"


def test_lines_are_read_as_a_list(lakeside, one):
    lines = "\n".join(json.dumps({**one, "event_id": str(n)}) for n in range(3))

    answer = lakeside.http.post(
        PATH,
        data=lines,
        content_type="application/x-ndjson",
        headers={"Authorization": f"Bearer {lakeside.token}"},
    )

    assert answer.json()["accepted"] == 3


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("{", "application/json", 400),
        ("{", "application/x-ndjson", 400),
        ("x", "text/plain", 415),
        ("[" * 100_000, "application/json", 400),
        ("NaN", "application/json", 400),
        ('"\\ud800"', "application/json", 400),
        (" " * (4 * 1024 * 1024 + 1), "application/json", 413),
        (" " * (4 * 1024 * 1024 + 1), "application/x-ndjson", 413),
    ],
)
def test_what_is_not_json_is_a_problem(lakeside, body, content_type, status):
    answer = lakeside.http.post(
        PATH,
        data=body,
        content_type=content_type,
        headers={"Authorization": f"Bearer {lakeside.token}"},
    )

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_too_many_at_once_are_refused(lakeside, one):
    assert lakeside.post(PATH, [one] * 1001).status_code == 413
