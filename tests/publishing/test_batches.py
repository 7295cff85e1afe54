import json

import pytest
from django.db.models.functions import Now

from consent.organizations.models import Platform
from consent.publishing.drain import drain
from consent.publishing.models import Delivery, DeliveryAttempt, PlatformHealth, Urgency
from tests.publishing.receiver import says
from tests.publishing.rows import Change, make_link, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def takes_batches(platform):
    Platform.objects.filter(pk=platform.pk).update(batch_size=4)
    return platform


def sizes(receiver) -> list[int]:
    return [len(heard.data.get("changes", [heard.data])) for heard in receiver.heard]


def test_changes_go_in_as_few_messages_as_the_platform_takes(takes_batches, receiver):
    links = [make_link(takes_batches) for _ in range(9)]
    versions = tell(*links)

    drain(takes_batches.pk, Urgency.NARROWING)

    assert sorted(sizes(receiver)) == [1, 4, 4]
    assert {version.version for version in versions} == set(receiver.held.values())
    assert set(Delivery.objects.values_list("last_error", flat=True)) == {""}
    assert DeliveryAttempt.objects.count() == 9


def test_a_batch_says_what_single_messages_say(takes_batches, receiver):
    link, other = make_link(takes_batches), make_link(takes_batches)
    tell(link, change=Change.WITHDRAWN, sharing="none")
    tell(link, change=Change.WIDENED)
    tell(other)

    drain(takes_batches.pk, Urgency.NARROWING)

    [heard] = receiver.heard
    assert heard.type == "changes.batch"
    assert set(heard.data) == {"changes", "valid_until"}
    lines = {line["subject_id"]: line for line in heard.data["changes"]}
    line = lines[link.subject_id]
    assert set(line) == {
        "kind",
        "subject_id",
        "version",
        "issued_at",
        "told",
        "changes_since_ack",
    }
    assert line["kind"] == "change.widened"
    assert [change["kind"] for change in line["changes_since_ack"]] == [
        "withdrawn",
        "widened",
    ]


def test_one_change_goes_in_the_single_form(takes_batches, receiver):
    tell(make_link(takes_batches))

    drain(takes_batches.pk, Urgency.NARROWING)

    assert [heard.type for heard in receiver.heard] == ["change.narrowed"]


def test_a_line_without_an_answer_spoils_no_other(takes_batches, receiver):
    links = [make_link(takes_batches) for _ in range(4)]
    forgotten, invented = links[0].subject_id, links[1].subject_id
    receiver.answer = leaving_out(forgotten, inventing=invented)
    tell(*links)

    drain(takes_batches.pk, Urgency.NARROWING)

    errors = dict(Delivery.objects.values_list("link__subject_id", "last_error"))
    assert errors.pop(forgotten) == "no_applied_version"
    assert errors.pop(invented) == "never_issued"
    assert set(errors.values()) == {""}
    assert PlatformHealth.objects.get().consecutive_failures == 0


def leaving_out(forgotten, *, inventing):
    def answer(receiver, heard):
        status, headers, body = receiver.accept(heard)
        lines = [
            line
            for line in json.loads(body).get("applied", [])
            if line["subject_id"] != forgotten
        ]
        for line in lines:
            line["applied_version"] += line["subject_id"] == inventing
        return status, headers, json.dumps({"applied": [*lines, 7, {}]}).encode()

    return answer


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (says(500), "status_500"),
        (says(200, b"thanks"), "not_json"),
        (says(200, b"[]"), "no_applied_version"),
        (says(200, b'{"applied": 3}'), "no_applied_version"),
        (says(200, b'{"applied": [{"subject_id": []}]}'), "no_applied_version"),
        (says(200, b'{"applied_version": 9007199254740991}'), "never_issued"),
    ],
)
def test_an_answer_to_a_batch_that_is_none_confirms_nothing(
    takes_batches, receiver, answer, error
):
    receiver.answer = answer
    tell(*[make_link(takes_batches) for _ in range(3)])

    drain(takes_batches.pk, Urgency.NARROWING)

    assert list(Delivery.objects.values_list("last_error", flat=True)) == [error] * 3
    assert set(Delivery.objects.values_list("received_version", flat=True)) == {0}
    assert PlatformHealth.objects.get().window_failures == 1


def test_the_line_that_a_platform_stumbles_over_soon_stands_alone(
    takes_batches, receiver
):
    links = [make_link(takes_batches) for _ in range(4)]
    receiver.answer = stumbling_over(links[2].subject_id)
    tell(*links)

    for _ in range(2):
        drain(takes_batches.pk, Urgency.NARROWING)
        Delivery.objects.update(next_attempt_at=Now())

    waiting = Delivery.objects.filter(received_version=0)
    assert [delivery.link_id for delivery in waiting] == [links[2].pk]


def stumbling_over(subject_id):
    def answer(receiver, heard):
        if any(
            line["subject_id"] == subject_id
            for line in heard.data.get("changes", [heard.data])
        ):
            return 500, {}, b""
        return receiver.accept(heard)

    return answer
