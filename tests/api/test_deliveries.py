"""The delivery log of a platform: read page by page, and sent again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consent.audit.models import LogEntry
from consent.delivery_log import replaying
from consent.links.models import Link
from consent.preferences import services as preferences
from consent.publishing import services
from consent.publishing.models import Delivery, DeliveryAttempt
from consent.publishing.services import Enforced
from consent.vocabulary.levels import Level
from tests import institutions, people

LOG = "/api/v1/deliveries"
REPLAY = "/api/v1/deliveries/replay"


def join(platform, *names):
    """Let new people choose, and join the platform; return their links in order."""
    found = []
    for name in names:
        person = people.make_person(name)
        found.append(
            preferences.join(
                participant=person.participant,
                platform=platform.platform,
                by=person.account,
            )
        )
        people.choose(person, Level.HEALTH)
    return [Link.objects.get(pk=link.pk) for link in found]


def enforce(platform, *links):
    services.acknowledge(
        platform=platform.platform,
        enforced=[Enforced(link.subject_id, link.version) for link in links],
    )


def receive(link):
    Delivery.objects.filter(pk=link.pk).update(received_version=link.version)


def close(link):
    Delivery.objects.filter(pk=link.pk).update(closed_version=link.version)


def subjects(answer):
    return [item["subject_id"] for item in answer.json()["items"]]


def test_log_says_how_far_each_subject_has_come(lakeside):
    due, received, enforced, closed = join(lakeside, "One", "Two", "Three", "Four")
    receive(received)
    enforce(lakeside, enforced)
    close(closed)

    items = lakeside.get(LOG).json()["items"]

    assert [(item["subject_id"], item["state"]) for item in items] == [
        (due.subject_id, "due"),
        (received.subject_id, "received"),
        (enforced.subject_id, "enforced"),
        (closed.subject_id, "closed"),
    ]
    assert [item["closed"] for item in items] == [False, False, False, True]
    assert items[0]["due_since"].endswith("Z")
    assert "." not in items[0]["next_attempt_at"]
    assert items[2]["due_since"] is None
    assert items[2]["next_attempt_at"] is None
    assert set(items[0]) == {
        *("subject_id", "version", "state", "urgency", "due_since"),
        *("received_version", "enforced_version", "attempts", "next_attempt_at"),
        *("last_error", "closed"),
    }


@pytest.mark.parametrize("state", ["due", "received", "enforced", "closed"])
def test_log_can_be_asked_for_one_state(lakeside, state):
    _due, received, enforced, closed = join(lakeside, "One", "Two", "Three", "Four")
    receive(received)
    enforce(lakeside, enforced)
    close(closed)

    found = lakeside.get(LOG, data={"state": state}).json()["items"]

    assert [item["state"] for item in found] == [state]


def test_pages_resume_without_repeats_or_gaps_while_rows_move(lakeside):
    links = join(lakeside, "One", "Two", "Three")
    first = lakeside.get(LOG, data={"limit": 2}).json()
    receive(links[0])

    second = lakeside.get(LOG, data={"limit": 2, "after": first["next"]}).json()
    third = lakeside.get(LOG, data={"limit": 2, "after": second["next"]}).json()
    late = join(lakeside, "Four")
    fourth = lakeside.get(LOG, data={"limit": 2, "after": third["next"]}).json()

    pages = [first, second, third, fourth]
    assert [[item["subject_id"] for item in page["items"]] for page in pages] == [
        [links[0].subject_id, links[1].subject_id],
        [links[2].subject_id],
        [],
        [late[0].subject_id],
    ]
    assert [page["has_more"] for page in pages] == [True, False, False, False]


def test_log_shows_nothing_of_other_platforms(lakeside, library):
    (link,) = join(library, "One")

    assert lakeside.get(LOG).json()["items"] == []
    assert lakeside.get(LOG, data={"after": link.subject_id}).status_code == 422
    assert lakeside.get(f"{LOG}/{link.subject_id}").status_code == 404


@pytest.mark.parametrize("query", [{"state": "lost"}, {"limit": 501}, {"limit": 0}])
def test_log_refuses_what_it_cannot_read(lakeside, query):
    answer = lakeside.get(LOG, data=query)

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_one_delivery_lists_its_newest_tries(lakeside):
    (link,) = join(lakeside, "One")
    for status in (500, 200):
        DeliveryAttempt.objects.create(
            link=link,
            platform=lakeside.platform,
            version=link.version,
            status=status,
            error="" if status == 200 else "status_500",
            milliseconds=12,
            answer="<b>no</b>",
        )

    found = lakeside.get(f"{LOG}/{link.subject_id}").json()

    assert found["state"] == "due"
    assert [one["status"] for one in found["attempts"]] == [200, 500]
    assert found["attempts"][1]["answer"] == "<b>no</b>"
    assert set(found["attempts"][0]) == {
        *("at", "version", "status", "error", "milliseconds", "answer")
    }


def test_unknown_subject_and_that_of_another_platform_look_alike(lakeside, library):
    (link,) = join(library, "One")

    theirs = lakeside.get(f"{LOG}/{link.subject_id}")
    nobodys = lakeside.get(f"{LOG}/s-nobody")

    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content


def test_replay_makes_named_subjects_due_again_and_keeps_them_in_force(lakeside):
    one, two = join(lakeside, "One", "Two")
    enforce(lakeside, one, two)

    answer = lakeside.post(REPLAY, {"subject_ids": [one.subject_id, "s-nobody"]})

    assert answer.json() == {
        "replayed": 1,
        "problems": [
            {
                "pointer": "/subject_ids/1",
                "code": "unknown_subject",
                "detail": "There is no such link.",
            }
        ],
        "next": "",
    }
    due = Delivery.objects.get(pk=one.pk)
    assert due.received_version == 0
    assert due.enforced_version == one.version
    assert Delivery.objects.get(pk=two.pk).received_version == two.version


def test_replay_does_not_make_what_waits_look_younger(lakeside):
    (link,) = join(lakeside, "One")
    hour_ago = timezone.now() - timedelta(hours=1)
    Delivery.objects.filter(pk=link.pk).update(due_since=hour_ago, attempts=7)

    lakeside.post(REPLAY, {"subject_ids": [link.subject_id]})

    row = Delivery.objects.get(pk=link.pk)
    assert row.due_since == hour_ago
    assert row.attempts == 0


def test_replay_never_touches_another_platform(lakeside, library):
    (link,) = join(library, "One")
    enforce(library, link)

    named = lakeside.post(REPLAY, {"subject_ids": [link.subject_id]}).json()
    long_ago = (timezone.now() - timedelta(days=9)).isoformat()
    since = lakeside.post(REPLAY, {"since": long_ago}).json()

    assert named["replayed"] == since["replayed"] == 0
    assert Delivery.objects.get(pk=link.pk).received_version == link.version


def test_replay_since_a_time_takes_what_was_heard_from_then_on(lakeside):
    (before,) = join(lakeside, "One")
    enforce(lakeside, before)
    since = timezone.now()
    after, unheard = join(lakeside, "Two", "Three")
    enforce(lakeside, after)

    answer = lakeside.post(REPLAY, {"since": since.isoformat()}).json()

    assert answer["replayed"] == 1
    rows = Delivery.objects.in_bulk()
    assert rows[before.pk].received_version == before.version
    assert rows[after.pk].received_version == 0
    assert rows[unheard.pk].received_version == 0


def test_replay_of_very_many_goes_on_from_next(lakeside, monkeypatch):
    monkeypatch.setattr(replaying, "SLICE", 1)
    monkeypatch.setattr(replaying, "MOST_AT_ONCE", 2)
    links = join(lakeside, "One", "Two", "Three")
    enforce(lakeside, *links)
    long_ago = (timezone.now() - timedelta(days=9)).isoformat()

    first = lakeside.post(REPLAY, {"since": long_ago}).json()
    second = lakeside.post(REPLAY, {"since": long_ago, "after": first["next"]}).json()

    assert (first["replayed"], first["next"]) == (2, links[1].subject_id)
    assert (second["replayed"], second["next"]) == (1, "")


def test_replay_is_logged(lakeside):
    (link,) = join(lakeside, "One")

    lakeside.post(REPLAY, {"subject_ids": [link.subject_id]})

    entry = LogEntry.objects.get(kind="delivery.sent_again")
    assert f'"platform":{lakeside.platform.pk}' in entry.body


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"subject_ids": []},
        {"subject_ids": ["s-1"], "since": "2026-11-01T00:00:00Z"},
        {"subject_ids": ["s-1"] * 1_001},
        {"since": "yesterday"},
    ],
)
def test_replay_refuses_what_it_cannot_read(lakeside, body):
    answer = lakeside.post(REPLAY, body)

    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_replay_needs_its_own_scope(lakeside):
    answer = institutions.fetch_token(
        lakeside.client_id, lakeside.secret, scope="preferences:read"
    )
    lakeside.token = answer.json()["access_token"]

    assert lakeside.get(LOG).status_code == 200
    assert lakeside.post(REPLAY, {"subject_ids": ["s-1"]}).status_code == 403
