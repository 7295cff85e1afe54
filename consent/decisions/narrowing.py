"""What changed between two sets of choices, and whether anything became narrower."""

from dataclasses import dataclass
from typing import Literal

from consent.vocabulary.choices import Choices

ChangeKind = Literal["narrowed", "widened", "withdrawn", "same"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that changed; `old` and `new` are codes, None when unanswered.

    Parts: cell, detail, topic, flag, way, where, own_places, outside, home_country,
    listed, ethics, months, duty, organization, condition, until, contact.
    """

    part: str
    key: str
    old: str | None
    new: str | None


def narrows(old: Choices | None, new: Choices | None) -> bool:
    """Tell whether any part goes down: such a change is urgent."""
    raise NotImplementedError


def differences(old: Choices | None, new: Choices | None) -> list[Difference]:
    """List every part that differs, in the order of the editor."""
    raise NotImplementedError


def change_kind(old: Choices | None, new: Choices | None) -> ChangeKind:
    """Name a change for platforms.

    `withdrawn`: nothing is yes or ask any more; also the first choice of somebody who
    shares nothing, because it ends what an older form allowed. `narrowed` and
    `withdrawn` are urgent.
    """
    raise NotImplementedError
