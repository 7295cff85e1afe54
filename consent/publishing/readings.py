"""Reading the replies to a slice of letters: what each means for its claim."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consent.outbound.postman import Reply
from consent.publishing.answers import Applied, Failed, read_answer
from consent.publishing.claims import Claim
from consent.publishing.confirmations import issued

NEVER_ISSUED = "never_issued"


@dataclass(frozen=True)
class Outcome:
    """One claim, the reply it got, and what that means."""

    claim: Claim
    reply: Reply
    meaning: Applied | Failed

    @property
    def error(self) -> str:
        return self.meaning.error if isinstance(self.meaning, Failed) else ""


def read_replies(
    replies: Sequence[tuple[Claim, Reply]], *, now: datetime
) -> list[Outcome]:
    """Return what came of each claim; a version that we never issued is a failure."""
    return _without_inventions(
        [
            Outcome(claim, reply, read_answer(reply, sent=claim.version, now=now))
            for claim, reply in replies
        ]
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
    return Outcome(outcome.claim, outcome.reply, Failed(NEVER_ISSUED))
