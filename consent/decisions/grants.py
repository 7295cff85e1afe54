"""A person's yes to one request."""

from dataclasses import dataclass, field
from datetime import datetime

from consent.vocabulary.terms import Detail, Flag, Kind, Topic, Way


@dataclass(frozen=True, slots=True)
class Grant:
    """A yes that lifts "ask me" for one organization and study, inside the request.

    `flags` are those the request may use; `diseases` empty means any illness;
    `leave_out` are details that the request does not ask for. `text_version` is the
    text the person said yes to, `current_text_version` what the request says now: a
    changed text asks anew.
    """

    code: str
    organization: str
    study: str
    kinds: frozenset[Kind]
    topic: Topic
    flags: frozenset[Flag]
    ways: frozenset[Way]
    places: frozenset[str]
    text_version: int
    current_text_version: int
    until: datetime | None
    ended_at: datetime | None = None
    leave_out: frozenset[Detail] = field(default_factory=frozenset)
    diseases: frozenset[str] = field(default_factory=frozenset)
