"""Writing down what came of a slice of letters, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.utils import timezone

from consent.audit import services as audit
from consent.publishing.answers import TIMEOUT, Applied, Failed, read_answer
from consent.publishing.claims import Claim, lock_deliveries
from consent.publishing.confirmations import Word, confirm, issued
from consent.publishing.health import note_calls
from consent.publishing.models import DeliveryAttempt
from consent.publishing.postman import Reply
from consent.publishing.schedule import wait_after

log = structlog.get_logger(__name__)

LONGEST_ANSWER_KEPT = 500

# A version saved meanwhile keeps the time that its saving set: at once.
FAIL = """
UPDATE consent_delivery AS d
SET next_attempt_at = CASE WHEN d.target_version = said.version
        THEN clock_timestamp() + said.wait * interval '1 second'
        ELSE d.next_attempt_at END,
    first_failed_at = coalesce(d.first_failed_at, clock_timestamp()),
    last_error = said.error, claim_token = NULL, lease_until = NULL
FROM unnest(%(links)s::bigint[], %(versions)s::bigint[], %(waits)s::float8[],
            %(errors)s::text[]) AS said (link_id, version, wait, error)
WHERE d.link_id = said.link_id AND d.claim_token = %(token)s
"""


@dataclass(frozen=True)
class Outcome:
    """One claim, the reply it got, and what that means."""

    claim: Claim
    reply: Reply
    meaning: Applied | Failed


def write_down(
    replies: Sequence[tuple[Claim, Reply]], *, platform_id: int, token: UUID
) -> None:
    """Complete claims: received or to be tried again, and every try on record."""
    now = timezone.now()
    outcomes = _without_inventions(
        [
            Outcome(claim, reply, read_answer(reply, sent=claim.version, now=now))
            for claim, reply in replies
        ]
    )
    words = [
        Word(
            outcome.claim.link_id, outcome.meaning.version, outcome.meaning.is_enforced
        )
        for outcome in outcomes
        if isinstance(outcome.meaning, Applied)
    ]
    with transaction.atomic():
        lock_deliveries([outcome.claim.link_id for outcome in outcomes])
        confirm(words, token=token)
        _fail(outcomes, token=token, now=now)
        DeliveryAttempt.objects.bulk_create(
            _attempt(outcome, platform_id) for outcome in outcomes
        )
        note_calls(
            platform_id,
            succeeded=len(words),
            failed=len(outcomes) - len(words),
            is_slow=any(outcome.reply.error == TIMEOUT for outcome in outcomes),
        )


def _without_inventions(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Turn answers with a version that was never issued into failures, and say so."""
    ahead = {
        (outcome.claim.link_id, outcome.meaning.version)
        for outcome in outcomes
        if isinstance(outcome.meaning, Applied)
        and outcome.meaning.version != outcome.claim.version
    }
    invented = ahead - issued(ahead) if ahead else ahead
    return [_checked(outcome, invented) for outcome in outcomes]


def _checked(outcome: Outcome, invented: set[tuple[int, int]]) -> Outcome:
    meaning = outcome.meaning
    if isinstance(meaning, Failed):
        return outcome
    if (outcome.claim.link_id, meaning.version) not in invented:
        return outcome
    raise_alarm(outcome.claim.link_id, meaning.version)
    return Outcome(outcome.claim, outcome.reply, Failed("never_issued"))


def raise_alarm(link_id: int, version: int) -> None:
    """Record that a platform confirmed a version which we never issued."""
    log.error("version_never_issued", link=link_id, version=version)
    audit.record(
        kind="delivery.never_issued",
        body={"link": link_id, "version": str(version)},
    )


def _fail(outcomes: Sequence[Outcome], *, token: UUID, now: datetime) -> None:
    failures = [
        (outcome.claim, outcome.meaning)
        for outcome in outcomes
        if isinstance(outcome.meaning, Failed)
    ]
    if not failures:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            FAIL,
            {
                "links": [claim.link_id for claim, _ in failures],
                "versions": [claim.version for claim, _ in failures],
                "waits": [_wait(claim, failed, now) for claim, failed in failures],
                "errors": [failed.error for _, failed in failures],
                "token": token,
            },
        )


def _wait(claim: Claim, failed: Failed, now: datetime) -> float:
    if failed.error == "cancelled":
        return 0.0
    since = claim.first_failed_at
    return wait_after(
        urgency=claim.urgency,
        attempts=claim.attempts,
        failing_for=now - since if since else timedelta(0),
        is_busy=failed.is_busy,
        asked=failed.retry_after,
    )


def _attempt(outcome: Outcome, platform_id: int) -> DeliveryAttempt:
    reply, meaning = outcome.reply, outcome.meaning
    answer = reply.body.decode(errors="replace").replace("\x00", "�")
    return DeliveryAttempt(
        link_id=outcome.claim.link_id,
        platform_id=platform_id,
        version=outcome.claim.version,
        status=reply.status,
        error=meaning.error if isinstance(meaning, Failed) else "",
        address=reply.address,
        milliseconds=reply.milliseconds,
        answer=answer[:LONGEST_ANSWER_KEPT],
    )
