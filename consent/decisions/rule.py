"""The rule: the more careful answer wins."""

from collections.abc import Sequence
from datetime import datetime

from consent.decisions.grants import Grant
from consent.decisions.results import Decision
from consent.decisions.uses import Use
from consent.vocabulary.choices import Choices
from consent.vocabulary.diseases import Hierarchy
from consent.vocabulary.terms import ALL_DETAILS, Detail


def decide(
    preference: Choices | None,
    use: Use,
    *,
    grants: Sequence[Grant] = (),
    hierarchy: Hierarchy,
    at: datetime,
    apart: frozenset[Detail] = ALL_DETAILS,
) -> Decision:
    """Answer one use from one person's choices; pure and total.

    `apart` are the details that the platform can keep apart; leaving out any other
    has no effect, so there the whole kind takes the detail's answer.
    """
    raise NotImplementedError
