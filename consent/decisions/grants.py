"""A person's yes to one request."""

from dataclasses import dataclass, field
from datetime import datetime

from consent.decisions.parts import DETAILS_OF, asked_kinds, studies
from consent.decisions.uses import Party, Use
from consent.vocabulary.diseases import Hierarchy
from consent.vocabulary.terms import Detail, Flag, Kind, Topic, Way, with_implied


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


def covers(
    grant: Grant,
    use: Use,
    *,
    party: Party,
    left_out: frozenset[Detail],
    hierarchy: Hierarchy,
    at: datetime,
) -> bool:
    """Tell whether a use by this party lies wholly inside the grant, now."""
    kinds = asked_kinds(use.kinds)
    asked_details = {
        detail
        for kind in kinds
        for detail in DETAILS_OF[kind]
        if detail not in left_out
    }
    return (
        grant.organization == party.code
        and use.study is not None
        and grant.study == use.study
        and is_in_force(grant, at)
        and with_implied(grant.kinds).issuperset(kinds)
        and grant.leave_out.isdisjoint(asked_details)
        and grant.topic is use.topic
        and all(flag in grant.flags for flag in Flag if use.flags.get(flag, True))
        and use.way in grant.ways
        and use.places <= grant.places
        and (not grant.diseases or studies(use.diseases, grant.diseases, hierarchy))
    )


def is_in_force(grant: Grant, at: datetime) -> bool:
    return (
        grant.text_version == grant.current_text_version
        and (grant.until is None or at < grant.until)
        and (grant.ended_at is None or at < grant.ended_at)
    )
