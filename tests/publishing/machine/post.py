"""A worker's moves one by one, so that anything may happen between two of them."""

import json
from dataclasses import dataclass
from uuid import uuid4

from django.db import connection

from consent.links.models import Link, LinkVersion
from consent.outbound.postman import Reply
from consent.preferences.restoring import reconcile
from consent.publishing import digest
from consent.publishing.answers import split_answer
from consent.publishing.claims import claim_due
from consent.publishing.digest import Held
from consent.publishing.healing import heal
from consent.publishing.lanes import LaneKey
from consent.publishing.letters import Envelope, open_desk, write_letters
from consent.publishing.models import PlatformHealth
from consent.publishing.outcomes import write_down
from consent.publishing.restore import Span, reconciling_since
from tests.publishing.machine.place import Place

ALL = Span()
LAPSE = """
UPDATE consent_delivery SET lease_until = clock_timestamp() - interval '1 second'
WHERE lease_until IS NOT NULL
"""
WAIT = """
UPDATE consent_delivery
SET next_attempt_at = clock_timestamp(),
    enforce_by = CASE WHEN enforce_by IS NOT NULL THEN clock_timestamp() END
"""
PROBE = """
UPDATE consent_platformhealth SET next_probe_at = clock_timestamp()
WHERE next_probe_at IS NOT NULL
"""
IS_UNSETTLED = """
SELECT EXISTS (
    SELECT FROM consent_delivery
    WHERE greatest(enforced_version, closed_version) < target_version
)
"""


@dataclass
class Posted:
    """A letter on its way, with the claims that its answer completes."""

    place: Place
    lane: LaneKey
    envelope: Envelope
    reply: Reply | None = None
    is_done: bool = False

    def arrive(self, *, enforces: bool) -> None:
        """Reach the platform, perhaps again, perhaps long after we gave up on it."""
        answer = self.place.take(self.envelope.letter, enforces=enforces)
        self.reply = self.reply or answer

    def finish(self, reply: Reply) -> None:
        """Write down what came of it, once."""
        if self.is_done:
            return
        self.is_done = True
        claims, messages, each = self.envelope.claims, {}, [reply]
        if len(claims) > 1:
            each = split_answer(reply, self.envelope.subjects)
            key = self.envelope.letter.key
            messages = dict.fromkeys((one.link_id for one in claims), key)
        write_down(
            list(zip(claims, each, strict=True)),
            platform_id=self.lane.platform_id,
            token=self.lane.token,
            messages=messages,
        )

    def invention(self, ahead: int) -> Reply:
        """Return an answer with versions beyond every one that was issued."""
        lines = [
            {
                "subject_id": subject,
                "applied_version": newest(subject) + ahead,
                "enforced": True,
            }
            for subject in self.envelope.subjects
        ]
        answer = lines[0] if len(lines) == 1 else {"applied": lines}
        return Reply(status=200, body=json.dumps(answer).encode())


def claim(place: Place, urgency: str, *, most: int = 100) -> list[Posted]:
    """Claim what is due in a lane and write the letters, as a drain does."""
    lane = LaneKey(place.platform.pk, urgency, uuid4())
    claims = sorted(claim_due(lane, limit=most), key=lambda one: one.link_id)
    if not claims:
        return []
    desk = open_desk(place.platform.pk)
    assert desk is not None
    envelopes = sorted(write_letters(desk, claims), key=lambda one: one.letter.key)
    written = [one.link_id for envelope in envelopes for one in envelope.claims]
    assert sorted(written) == sorted(one.link_id for one in claims)
    return [Posted(place, lane, envelope) for envelope in envelopes]


def lapse_claims() -> None:
    """Let the time of every claim run out, as if its worker had died."""
    run(LAPSE)


def pass_waits() -> None:
    """Let every wait between two tries be over."""
    run(WAIT)
    run(PROBE)


def is_settled() -> bool:
    """Whether everything is in force, or was given up."""
    with connection.cursor() as cursor:
        cursor.execute(IS_UNSETTLED)
        return not cursor.fetchone()[0]


def count_issued(place: Place) -> int:
    """Count what the place holds that our records know of."""
    known = LinkVersion.objects.filter(link__platform=place.platform)
    return len(
        set(place.held.items()) & set(known.values_list("link__subject_id", "version"))
    )


def is_agreed() -> bool:
    """Whether no platform must say what it holds, after a restore."""
    return not PlatformHealth.objects.exclude(reconciling_since=None).exists()


def compare(place: Place) -> set[str]:
    """Let a platform post all it holds, as over the API; return what that mends."""
    platform = place.platform
    held = [
        Held(subject, version, place.told[subject]["sharing"])
        for subject, version in place.held.items()
    ]
    differences = digest.compare(platform=platform, held=held, span=ALL)
    if reconciling_since(platform) is None:
        heal(platform=platform, differences=differences)
    else:
        reconcile(platform=platform, held=held, differences=differences, span=ALL)
    # What has ended is not sent again: a platform may have forgotten it on purpose.
    links = Link.objects.filter(platform=platform, state=Link.State.ACTIVE)
    # A digest tells what is held. That it is in force again, the platform says itself.
    return {
        subject
        for subject in links.values_list("subject_id", flat=True)
        if place.in_force.get(subject) == place.held.get(subject)
    }


def newest(subject: str) -> int:
    """Return the newest version of a subject; 0 for one that we do not know."""
    found = Link.objects.filter(subject_id=subject).values_list("version", flat=True)
    return found.first() or 0


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
