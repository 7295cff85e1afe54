"""A worker's moves one by one, so that anything may happen between two of them."""

import json
from dataclasses import dataclass
from uuid import uuid4

from django.db import connection

from consent.links.models import Link
from consent.publishing.claims import Claim, claim_due
from consent.publishing.lanes import LaneKey
from consent.publishing.letters import open_desk, write_letters
from consent.publishing.outcomes import write_down
from consent.publishing.postman import Letter, Reply
from tests.publishing.machine.place import Place

LAPSE = "UPDATE consent_delivery SET lease_until = clock_timestamp() - interval '1 s'"
WAIT = """
UPDATE consent_delivery
SET next_attempt_at = clock_timestamp(),
    enforce_by = CASE WHEN enforce_by IS NOT NULL THEN clock_timestamp() END
"""


@dataclass
class Posted:
    """A letter on its way, with the claim it was written for."""

    place: Place
    lane: LaneKey
    claim: Claim
    letter: Letter
    reply: Reply | None = None
    is_done: bool = False

    def arrive(self, *, enforces: bool) -> None:
        """Reach the platform, perhaps again, perhaps long after we gave up on it."""
        answer = self.place.take(self.letter, enforces=enforces)
        self.reply = self.reply or answer

    def finish(self, reply: Reply) -> None:
        """Write down what came of it, once."""
        if self.is_done:
            return
        self.is_done = True
        write_down(
            [(self.claim, reply)],
            platform_id=self.lane.platform_id,
            token=self.lane.token,
        )


def claim(place: Place, urgency: str, *, most: int) -> list[Posted]:
    """Claim what is due in a lane and write the letters, as a drain does."""
    lane = LaneKey(place.platform.pk, urgency, uuid4())
    claims = {one.link_id: one for one in claim_due(lane, limit=most)}
    desk = open_desk(place.platform.pk)
    assert desk is not None
    sent = write_letters(desk, list(claims.values())) if claims else []
    letters = [envelope.letter for envelope in sent]
    assert {letter.key for letter in letters} == claims.keys()
    return [Posted(place, lane, claims[letter.key], letter) for letter in letters]


def lapse_claims() -> None:
    """Let the time of every claim run out, as if its worker had died."""
    run(f"{LAPSE} WHERE lease_until IS NOT NULL")


def pass_waits() -> None:
    """Let every wait between two tries be over."""
    run(WAIT)


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def newest(subject: str) -> int:
    """Return the newest version that was issued for a subject."""
    return Link.objects.get(subject_id=subject).version


def invented(posted: Posted, ahead: int) -> Reply:
    """Answer with a version beyond every one that was issued."""
    version = Link.objects.get(pk=posted.claim.link_id).version
    answer = {"applied_version": version + ahead, "enforced": True}
    return Reply(status=200, body=json.dumps(answer).encode())
