"""Draining one lane: claim what fits, send side by side, write down, repeat.

One drain at a time works on a lane, by a short lease that it renews. It claims
for some seconds only and then rings for a successor, so that no platform holds a
worker for long. Coroutines do HTTP only; claims and results are written here, in
short transactions that are never open while a letter is on its way.
"""

import queue
import time
import uuid
from contextlib import suppress

from consent.publishing.bell import ring
from consent.publishing.claims import (
    Claim,
    LaneKey,
    claim_due,
    has_due,
    leave_lane,
    take_lane,
)
from consent.publishing.letters import open_desk, write_letters
from consent.publishing.outcomes import write_down
from consent.publishing.postman import Replies, Reply, postman
from consent.publishing.schedule import seconds

# Letters on their way at once, and so the most that a lost worker leaves claimed.
MOST_AT_ONCE = 64
RENEW_SECONDS = 1.0
LOOK_UP_SECONDS = 0.1


def drain(platform_id: int, urgency: str) -> None:
    """Drain a lane until nothing is due; return at once when somebody else is at it."""
    lane = LaneKey(platform_id, urgency, uuid.uuid4())
    until = time.monotonic() + seconds("DRAIN_SECONDS")
    while take_lane(lane):
        try:
            _Turn(lane, until).run()
        finally:
            leave_lane(lane)
        # Looked for only now: what was saved before we left found us busy.
        if not has_due(lane):
            return
        if time.monotonic() > until:
            ring(platform_ids=[platform_id], urgency=urgency)
            return


class _Turn:
    """One turn at a lane, with the letters that it has on their way."""

    def __init__(self, lane: LaneKey, until: float) -> None:
        self.lane = lane
        self.until = until
        self.claims: dict[int, Claim] = {}
        self.replies: Replies = queue.SimpleQueue()
        self.round = postman().open_round(self.replies)
        self.renewed = time.monotonic()

    def run(self) -> None:
        """Work until nothing is due and nothing is on its way."""
        try:
            while True:
                self._send_more()
                if not self.claims:
                    return
                self._take_in(self._wait())
        finally:
            if self.claims:
                self.round.cancel()
                self._take_in(self._arrived())

    def _send_more(self) -> None:
        """Claim and send as many letters as there is room for."""
        room = MOST_AT_ONCE - len(self.claims)
        if room <= 0 or time.monotonic() > self.until:
            return
        claims = claim_due(self.lane, limit=room)
        if not claims:
            return
        self.claims |= {claim.link_id: claim for claim in claims}
        desk = open_desk(self.lane.platform_id)
        letters = write_letters(desk, claims) if desk else []
        self.round.send(letters)
        written = {letter.key for letter in letters}
        error = "wrong_party" if desk else "not_called"
        self._take_in(
            {
                claim.link_id: Reply(error=error)
                for claim in claims
                if claim.link_id not in written
            }
        )

    def _wait(self) -> dict[int, Reply]:
        """Return replies as soon as there is one, or nothing after a moment.

        The moment is short: what was saved meanwhile is claimed without waiting
        for a platform that takes its time.
        """
        if time.monotonic() - self.renewed > RENEW_SECONDS:
            take_lane(self.lane)
            self.renewed = time.monotonic()
        try:
            letter, reply = self.replies.get(timeout=LOOK_UP_SECONDS)
        except queue.Empty:
            return {}
        return {letter.key: reply, **self._arrived()}

    def _arrived(self) -> dict[int, Reply]:
        found: dict[int, Reply] = {}
        with suppress(queue.Empty):
            while True:
                letter, reply = self.replies.get_nowait()
                found[letter.key] = reply
        return found

    def _take_in(self, replies: dict[int, Reply]) -> None:
        if not replies:
            return
        write_down(
            [(self.claims[link_id], reply) for link_id, reply in replies.items()],
            platform_id=self.lane.platform_id,
            token=self.lane.token,
        )
        for link_id in replies:
            del self.claims[link_id]
