import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from consent.encryption import seal
from consent.links.models import Link
from consent.links.services import end_link
from consent.organizations.models import Platform, SigningSecret
from consent.outbound.postman import Reply
from consent.publishing.claims import claim_due, has_due
from consent.publishing.drain import drain
from consent.publishing.lanes import LaneKey
from consent.publishing.models import (
    Confirmation,
    Delivery,
    DeliveryAttempt,
    Lane,
    PlatformHealth,
    Urgency,
)
from consent.publishing.outcomes import write_down
from tests.publishing.receiver import says
from tests.publishing.rows import (
    Cause,
    Change,
    make_account,
    make_link,
    make_platform,
    make_secret,
    tell,
)

pytestmark = pytest.mark.django_db


def drain_both(platform: Platform) -> None:
    for urgency in Urgency:
        drain(platform.pk, urgency)


def retry_now() -> None:
    Delivery.objects.update(next_attempt_at=Now(), lease_until=None)


def test_drain_puts_a_change_in_force(platform, receiver):
    link = make_link(platform)
    [version] = tell(link, sharing="none")

    drain_both(platform)

    delivery = Delivery.objects.get(link=link)
    assert receiver.held == {link.subject_id: version.version}
    assert receiver.told[link.subject_id]["sharing"] == "none"
    assert delivery.received_version == delivery.enforced_version == version.version
    assert delivery.narrowing_since is None
    assert delivery.claim_token is None
    assert set(Confirmation.objects.values_list("step", flat=True)) == {
        "received",
        "enforced",
    }
    attempt = DeliveryAttempt.objects.get()
    assert (attempt.status, attempt.address) == (200, "127.0.0.1")
    assert PlatformHealth.objects.get().last_success_at is not None


def test_message_says_no_more_than_the_wire_allows(platform, receiver):
    link = make_link(platform)
    [version] = tell(link)

    drain_both(platform)

    [heard] = receiver.heard
    assert heard.type == "change.narrowed"
    assert set(heard.data) == {
        "subject_id",
        "version",
        "issued_at",
        "told",
        "changes_since_ack",
        "valid_until",
    }
    [change] = heard.data["changes_since_ack"]
    assert (change["version"], change["kind"]) == (version.version, "narrowed")
    for moment in (change["at"], heard.data["issued_at"], heard.data["valid_until"]):
        assert len(moment) == len("2026-01-01T00:00:00Z")


def test_suspended_platform_hears_of_changes_but_gets_no_lease(platform, receiver):
    tell(make_link(platform))
    Platform.objects.filter(pk=platform.pk).update(state=Platform.State.SUSPENDED)

    drain_both(platform)

    [heard] = receiver.heard
    assert parse_datetime(heard.data["valid_until"]) <= timezone.now()


def test_every_secret_that_has_not_run_out_signs(platform, receiver):
    other, old = make_secret(), make_secret()
    SigningSecret.objects.create(platform=platform, sealed=seal(other))
    SigningSecret.objects.create(
        platform=platform,
        sealed=seal(old),
        expires_at=timezone.now() - timedelta(hours=1),
    )
    tell(make_link(platform))

    drain_both(platform)

    headers = {name.lower(): value for name, value in receiver.heard[0].headers.items()}
    assert len(headers["webhook-signature"].split()) == 2


def test_coalesced_changes_name_the_narrowing_in_between(platform, receiver):
    link = make_link(platform)
    tell(link, change=Change.WITHDRAWN)
    [newest] = tell(link, change=Change.WIDENED)

    drain(platform.pk, Urgency.NARROWING)

    [heard] = receiver.heard
    assert heard.data["version"] == newest.version
    kinds = [change["kind"] for change in heard.data["changes_since_ack"]]
    assert kinds == ["withdrawn", "widened"]


def test_received_is_not_in_force(platform, receiver):
    receiver.enforces = False
    link = make_link(platform)
    tell(link)

    drain_both(platform)

    delivery = Delivery.objects.get(link=link)
    assert delivery.received_version == delivery.target_version
    assert delivery.enforced_version == 0
    assert delivery.narrowing_since is not None
    assert delivery.enforce_by is not None


def test_a_version_not_in_force_in_time_is_told_again(platform, receiver):
    receiver.enforces = False
    link = make_link(platform)
    tell(link)
    drain_both(platform)
    Delivery.objects.update(enforce_by=timezone.now() - timedelta(seconds=1))
    receiver.enforces = True

    drain_both(platform)

    delivery = Delivery.objects.get(link=link)
    assert len(receiver.heard) == 2
    assert delivery.enforced_version == delivery.target_version


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (says(500), "status_500"),
        (says(404), "status_404"),
        (says(301, Location="http://127.0.0.1:1/"), "redirect"),
        (says(200, b"thanks"), "not_json"),
        (says(200, b"{}"), "no_applied_version"),
        (says(200, b'{"applied_version": 1}'), "behind"),
        (says(200, b'{"applied_version": 9007199254740991}'), "never_issued"),
        (says(200, b'{"applied_version": true}'), "no_applied_version"),
        (says(200, b"x" * 70_000), "too_long"),
    ],
)
def test_an_answer_that_is_no_confirmation_leaves_the_change_due(
    platform, receiver, answer, error
):
    receiver.answer = answer
    link = make_link(platform)
    tell(link)

    drain_both(platform)

    delivery = Delivery.objects.get(link=link)
    assert delivery.last_error == error
    assert delivery.received_version == 0
    assert delivery.claim_token is None
    assert delivery.next_attempt_at > timezone.now()
    assert not Confirmation.objects.exists()
    assert len(receiver.heard) == 1


def test_nothing_is_ever_given_up(platform, receiver):
    receiver.answer = says(410)
    link = make_link(platform)
    tell(link)
    for _ in range(12):
        retry_now()
        drain_both(platform)
    receiver.answer = None
    retry_now()

    drain_both(platform)

    delivery = Delivery.objects.get(link=link)
    assert delivery.enforced_version == delivery.target_version
    assert delivery.first_failed_at is None
    assert DeliveryAttempt.objects.count() == 13


def test_retry_after_is_followed_between_our_own_limits(platform, receiver):
    receiver.answer = says(503, **{"Retry-After": "99999"})
    tell(make_link(platform))

    drain_both(platform)

    wait = Delivery.objects.get().next_attempt_at - timezone.now()
    assert timedelta(minutes=11) < wait < timedelta(minutes=19)


def test_retry_after_that_is_no_time_is_an_answer_like_others(platform, receiver):
    hour = "Mon, 23 Nov 2026 07:00:00 +99999999999999999999"
    receiver.answer = says(503, **{"Retry-After": hour})
    tell(make_link(platform))

    drain_both(platform)

    assert Delivery.objects.get().last_error == "status_503"
    assert DeliveryAttempt.objects.count() == 1


def test_a_platform_that_hangs_is_left_and_marked_slow(
    platform, receiver, fresh_postman
):
    fresh_postman(DEADLINE_SECONDS=0.3)
    receiver.pause = 1.0
    tell(make_link(platform))

    drain_both(platform)

    assert Delivery.objects.get().last_error == "timeout"
    assert PlatformHealth.objects.get().is_slow


def test_an_unreachable_platform_is_tried_later(db):
    platform = make_platform("https://127.0.0.1/hook", make_secret())
    tell(make_link(platform))

    drain_both(platform)

    assert Delivery.objects.get().last_error == "address_refused"


def test_a_platform_without_secret_is_not_called(receiver, db):
    platform = make_platform(receiver.url)
    tell(make_link(platform))

    drain_both(platform)

    assert receiver.heard == []
    assert Delivery.objects.get().last_error == "not_called"


def test_a_row_of_the_wrong_party_is_not_sent(platform, receiver):
    link = make_link(platform)
    tell(link)
    other = make_platform(receiver.url, receiver.secret)
    Link.objects.filter(pk=link.pk).update(platform=other)

    drain_both(platform)

    assert receiver.heard == []
    assert Delivery.objects.get().last_error == "wrong_party"


def test_more_than_fits_at_once_is_drained_in_turns(platform, receiver):
    links = [make_link(platform) for _ in range(150)]
    tell(*links)

    drain(platform.pk, Urgency.NARROWING)

    assert len(receiver.held) == 150
    assert Lane.objects.get(urgency="narrowing").drain_token is None


def test_an_answer_to_an_older_version_leaves_the_newer_due(platform):
    link = make_link(platform)
    [old] = tell(link)
    lane = LaneKey(platform.pk, Urgency.NARROWING, uuid4())
    [claim] = claim_due(lane, limit=1)
    [new] = tell(link, change=Change.WITHDRAWN)
    body = json.dumps({"applied_version": old.version, "enforced": True}).encode()

    write_down(
        [(claim, Reply(status=200, body=body))],
        platform_id=platform.pk,
        token=lane.token,
    )

    delivery = Delivery.objects.get(link=link)
    assert delivery.received_version == delivery.enforced_version == old.version
    assert delivery.target_version == new.version
    assert delivery.narrowing_since == new.issued_at
    assert has_due(lane)


def test_a_failure_of_an_older_version_does_not_delay_a_newer_narrowing(platform):
    link = make_link(platform)
    tell(link)
    lane = LaneKey(platform.pk, Urgency.NARROWING, uuid4())
    [claim] = claim_due(lane, limit=1)
    tell(link, change=Change.WITHDRAWN)

    write_down(
        [(claim, Reply(error="timeout"))], platform_id=platform.pk, token=lane.token
    )

    assert has_due(lane)


def test_a_lapsed_claim_is_taken_over_and_its_late_answer_still_counts(platform):
    link = make_link(platform)
    [version] = tell(link)
    lost = LaneKey(platform.pk, Urgency.NARROWING, uuid4())
    [claim] = claim_due(lost, limit=1)
    assert not has_due(lost)
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    heir = LaneKey(platform.pk, Urgency.NARROWING, uuid4())
    assert len(claim_due(heir, limit=1)) == 1
    body = json.dumps({"applied_version": version.version}).encode()

    write_down(
        [(claim, Reply(status=200, body=body))],
        platform_id=platform.pk,
        token=lost.token,
    )

    delivery = Delivery.objects.get(link=link)
    assert delivery.received_version == version.version
    assert delivery.claim_token == heir.token


def test_an_ending_link_is_over_once_its_last_version_is_in_force(platform):
    link = make_link(platform)
    tell(link)
    end_link(link=link, by=make_account())
    tell(link, change=Change.WITHDRAWN, cause=Cause.ENDED, sharing="ended")
    assert Link.objects.get().state == Link.State.ENDING

    drain_both(platform)

    link.refresh_from_db()
    assert link.state == Link.State.ENDED
    assert link.ended_at is not None
