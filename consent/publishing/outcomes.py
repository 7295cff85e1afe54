"""Writing down what came of a slice of letters, in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from consent.alarms.models import Alarm
from consent.alarms.services import raise_alarm
from consent.asks import services as asks
from consent.outbound.postman import Reply
from consent.publishing.answers import (
    NEEDS_HUMAN,
    OURS,
    TIMEOUT,
    Applied,
    Failed,
)
from consent.publishing.breaker import Calls
from consent.publishing.claims import Claim, hurry_failed, lock_deliveries
from consent.publishing.confirmations import Word, confirm
from consent.publishing.health import note_calls
from consent.publishing.readings import NEVER_ISSUED, Outcome, read_replies
from consent.publishing.schedule import wait_after
from consent.statements import run

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
RECORD = """
INSERT INTO consent_deliveryattempt
    (platform_id, link_id, version, status, error, address, milliseconds, answer)
SELECT %(platform)s, link_id, version, status, error, address, milliseconds, answer
FROM unnest(%(links)s::bigint[], %(versions)s::bigint[], %(statuses)s::smallint[],
            %(errors)s::text[], %(addresses)s::inet[], %(milliseconds)s::integer[],
            %(answers)s::text[])
     AS tried (link_id, version, status, error, address, milliseconds, answer)
"""


def write_down(
    replies: Sequence[tuple[Claim, Reply]],
    *,
    platform_id: int,
    token: UUID,
    messages: Mapping[int, int] | None = None,
) -> None:
    """Complete claims: received or to be tried again, and every try on record.

    `messages` tells by link id which message a line was in, for those with many.
    """
    outcomes = read_replies(replies, now=timezone.now())
    _raise_alarms(platform_id, {outcome.error for outcome in outcomes})
    applied = {
        outcome.claim.link_id: outcome.meaning
        for outcome in outcomes
        if isinstance(outcome.meaning, Applied)
    }
    _hear_answers(platform_id, applied.values())
    with transaction.atomic():
        lock_deliveries([outcome.claim.link_id for outcome in outcomes])
        confirm(
            [Word(pk, one.version, one.is_enforced) for pk, one in applied.items()],
            token=token,
        )
        asks.keep_residue(
            said={(pk, one.version): one.residue for pk, one in applied.items()}
        )
        _fail(outcomes, token=token)
        _record_tries(outcomes, platform_id)
        is_back = note_calls(
            platform_id,
            _calls(outcomes, messages or {}),
            is_slow=any(outcome.reply.error == TIMEOUT for outcome in outcomes),
        )
    if is_back:
        hurry_failed(platform_id)


def _hear_answers(platform_id: int, applied: Iterable[Applied]) -> None:
    """Take in what the platform answered to asks; it never holds up a delivery.

    Before deliveries are locked: people come first in the order of locks.
    """
    try:
        asks.hear(
            platform_id=platform_id,
            answers=[say for one in applied for say in one.asks],
        )
    except Exception:
        log.exception("asks_not_heard", platform=platform_id)


def _calls(outcomes: Sequence[Outcome], messages: Mapping[int, int]) -> Calls:
    """Count messages, not lines: one is a success if anything in it was taken in."""
    theirs = [outcome for outcome in outcomes if outcome.error not in OURS]
    keys = [outcome.claim.link_id for outcome in theirs]
    sent = dict.fromkeys(messages.get(key, key) for key in keys)
    taken = {
        messages.get(key, key)
        for key, outcome in zip(keys, theirs, strict=True)
        if isinstance(outcome.meaning, Applied)
    }
    return Calls(len(taken), [key for key in sent if key not in taken])


def _raise_alarms(platform_id: int, errors: set[str]) -> None:
    if NEVER_ISSUED in errors:
        raise_alarm(platform_id=platform_id, kind=Alarm.Kind.NEVER_ISSUED)
    for error in sorted(errors & NEEDS_HUMAN)[:1]:
        raise_alarm(platform_id=platform_id, kind=Alarm.Kind.NEEDS_HUMAN, detail=error)


def _fail(outcomes: Sequence[Outcome], *, token: UUID) -> None:
    failures = [
        (outcome.claim, outcome.meaning)
        for outcome in outcomes
        if isinstance(outcome.meaning, Failed)
    ]
    if not failures:
        return
    run(
        FAIL,
        {
            "links": [claim.link_id for claim, _ in failures],
            "versions": [claim.version for claim, _ in failures],
            "waits": [_wait(claim, failed) for claim, failed in failures],
            "errors": [failed.error for _, failed in failures],
            "token": token,
        },
    )


def _wait(claim: Claim, failed: Failed) -> float:
    if failed.error == "cancelled":
        return 0.0
    return wait_after(
        urgency=claim.urgency,
        attempts=claim.attempts,
        failing_for=claim.failing_for or timedelta(0),
        is_busy=failed.is_busy,
        asked=failed.retry_after,
    )


def _record_tries(outcomes: Sequence[Outcome], platform_id: int) -> None:
    run(
        RECORD,
        {
            "platform": platform_id,
            "links": [outcome.claim.link_id for outcome in outcomes],
            "versions": [outcome.claim.version for outcome in outcomes],
            "statuses": [outcome.reply.status for outcome in outcomes],
            "errors": [outcome.error for outcome in outcomes],
            "addresses": [outcome.reply.address for outcome in outcomes],
            "milliseconds": [outcome.reply.milliseconds for outcome in outcomes],
            "answers": [_kept(outcome.reply.body) for outcome in outcomes],
        },
    )


def _kept(body: bytes) -> str:
    """Return the beginning of an answer as text that the database can hold."""
    text = body[: 4 * LONGEST_ANSWER_KEPT].decode(errors="replace")
    return text.replace("\x00", "\ufffd")[:LONGEST_ANSWER_KEPT]
