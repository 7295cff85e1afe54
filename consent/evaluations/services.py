"""Deciding for platforms, and keeping each decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from consent.decisions.results import Decision
from consent.organizations.models import Platform


@dataclass(frozen=True)
class Question:
    """One question of a platform, in the words of the API.

    `properties` holds the use (way, kinds, topic, …); `organization` and
    `on_behalf_of` are codes or ROR URLs.
    """

    subject_id: str
    organization: str
    on_behalf_of: tuple[str, ...]
    properties: Mapping[str, object]
    actor: str = ""
    role: str = ""


@dataclass(frozen=True)
class Evaluation:
    """A decision with what the platform may know about when and on what it rests.

    `version`, `as_of` and `valid_until` are None when the subject is unknown to
    the platform or nothing was chosen: such answers must not be told apart.
    """

    decision: Decision
    version: int | None
    as_of: datetime | None
    valid_until: datetime | None


def evaluate(*, platform: Platform, question: Question) -> Evaluation:
    """Decide one question and record the answer.

    Raises Unavailable when the answer cannot be recorded: no record, no yes.
    """
    raise NotImplementedError
