"""Draining one lane: claim what fits, send side by side, write down, repeat.

One drain at a time works on a lane, by a short lease that it renews. It claims
for some seconds only and then rings for a successor, so that no platform holds a
worker for long. Coroutines do HTTP only; claims and results are written here, in
short transactions that are never open while a letter is on its way.
"""

import queue
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress

from consent.durations import seconds
from consent.outbound.postman import Replies, Reply, postman
from consent.publishing.answers import split_answer
from consent.publishing.bell import ring
from consent.publishing.claims import Claim, claim_due, has_due
from consent.publishing.health import settle
from consent.publishing.lanes import LaneKey, leave_lane, take_lane
from consent.publishing.letters import Envelope, open_desk, write_letters
from consent.publishing.outcomes import write_down

RENEW_SECONDS = 1.0
LOOK_UP_SECONDS = 0.1


def drain(platform_id: int, urgency: str) -> None:
    """Drain a lane until nothing is due; return at once when somebody else is at it."""
    lane = LaneKey(platform_id, urgency, uuid.uuid4())
    until = time.monotonic() + seconds("DRAIN_SECONDS")
    while take_lane(lane):
        turn = _Turn(lane, until)
        try:
            turn.run()
        finally:
            leave_lane(lane)
        # Looked for only now: what was saved before we left found us busy.
        if not has_due(lane):
            if turn.was_held_back:
                settle(platform_id)
            return
        if time.monotonic() > until:
            ring(platform_ids=[platform_id], urgency=urgency)
            return
        if turn.was_idle:
            # What is due is locked by somebody, who needs a moment.
            time.sleep(LOOK_UP_SECONDS)


def _spare() -> float:
    """Return how old a claim may be when a call under it begins."""
    return seconds("LEASE_SECONDS") - seconds("DEADLINE_SECONDS")


class _Turn:
    """One turn at a lane, with the letters that it has on their way."""

    def __init__(self, lane: LaneKey, until: float) -> None:
        self.lane = lane
        self.until = until
        self.was_idle = True
        self.was_held_back = False
        self.envelopes: dict[int, Envelope] = {}
        self.replies: Replies = queue.SimpleQueue()
        self.round = postman().open_round(self.replies)
        self.renewed = time.monotonic()

    def run(self) -> None:
        """Work until nothing is due and nothing is on its way."""
        try:
            while True:
                self._send_more()
                if not self.envelopes:
                    return
                self._take_in(self._wait())
        finally:
            if self.envelopes:
                self.round.cancel()
                self._take_in(self._arrived())

    def _send_more(self) -> None:
        """Claim and send as many changes as there is room for."""
        if time.monotonic() > self.until:
            return
        flying = sum(len(envelope.claims) for envelope in self.envelopes.values())
        asked = time.monotonic()
        claims = claim_due(self.lane, flying=flying)
        if not claims:
            return
        self.was_idle = False
        desk = open_desk(self.lane.platform_id)
        envelopes = write_letters(desk, claims) if desk else []
        if time.monotonic() - asked > _spare():
            # The database stood still: a call begun now could outlive the claim,
            # and meet the same letter of whoever claims next.
            return
        self.was_held_back |= desk is not None and desk.is_held_back
        self.envelopes |= {envelope.letter.key: envelope for envelope in envelopes}
        self.round.send([envelope.letter for envelope in envelopes])
        written = {claim.link_id for sent in envelopes for claim in sent.claims}
        error = Reply(error="wrong_party" if desk else "not_called")
        self._write_down(
            [(claim, error) for claim in claims if claim.link_id not in written], {}
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
        lines: list[tuple[Claim, Reply]] = []
        messages: dict[int, int] = {}
        for key, reply in replies.items():
            sent = self.envelopes[key]
            each = [reply]
            if len(sent.claims) > 1:
                each = split_answer(reply, sent.subjects)
                messages |= dict.fromkeys((one.link_id for one in sent.claims), key)
            lines += zip(sent.claims, each, strict=True)
        self._write_down(lines, messages)
        for key in replies:
            del self.envelopes[key]

    def _write_down(
        self, lines: Sequence[tuple[Claim, Reply]], messages: dict[int, int]
    ) -> None:
        if lines:
            write_down(
                lines,
                platform_id=self.lane.platform_id,
                token=self.lane.token,
                messages=messages,
            )
