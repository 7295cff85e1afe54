"""The part of a person's choices that a platform is told."""

from collections.abc import Sequence
from datetime import datetime

from consent.decisions.duo import Member
from consent.vocabulary.choices import Choices
from consent.vocabulary.terms import ALL_DETAILS, Detail


def tell(
    choices: Choices | None,
    *,
    at: datetime,
    with_diseases: bool,
    members: Sequence[Member] = (),
    apart: frozenset[Detail] = ALL_DETAILS,
) -> dict[str, object]:
    """Give sharing (some or none), a DUO block per kind, until and obligations.

    Never the grid, named organizations, other platforms, who chose or how. Diseases
    only where the person picked this place. The caller adds subject, version and lease.
    """
    raise NotImplementedError
