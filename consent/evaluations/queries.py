"""What a decision rests on, read fresh in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from consent.decisions.compiled import Compiled
from consent.decisions.uses import Party
from consent.errors import Unavailable
from consent.evaluations.models import DecisionRecord
from consent.links.models import Link
from consent.organizations.models import Platform
from consent.organizations.queries import PARTIES, parties_in
from consent.prepared import Row, fetch
from consent.publishing.leases import LEASE, lease_end

# One statement, so that the link's version and the choices belong together.
FACTS = f"""
SELECT statement_timestamp(), {PARTIES}, {LEASE}, link.id, link.participant_id,
       link.version, link.state, link.held_since IS NOT NULL,
       current.preference_id, current.yes, current.open,
       places.yes, places.open, current.demands, current.months, current.until,
       current.vocabulary, current.has_conditions, current.has_organizations,
       EXISTS (
           SELECT FROM consent_grant
           WHERE participant_id = link.participant_id AND ended_at IS NULL
             AND until > statement_timestamp()
       )
FROM (SELECT) AS one
LEFT JOIN consent_link link
       ON link.subject_id = %(subject)s AND link.platform_id = %(platform)s
LEFT JOIN consent_currentpreference current
       ON current.participant_id = link.participant_id
LEFT JOIN consent_placeset places ON places.id = current.places_id
"""  # noqa: S608


@dataclass(frozen=True)
class Chosen:
    """A linked person who has chosen: what the decision is made from.

    Over a link that `is_held` nothing flows, whatever the choices say.
    """

    participant_id: int
    preference_id: int
    version: int
    compiled: Compiled
    has_grants: bool
    is_held: bool = False


@dataclass(frozen=True)
class Facts:
    """What is known about a subject and the askers at one instant of the database.

    `chosen` is None for every subject that must look unknown; `link_id` is kept for
    our own records all the same.
    """

    at: datetime
    parties: tuple[Party, ...]
    valid_until: datetime
    link_id: int | None
    link_version: int | None
    chosen: Chosen | None


def facts_about(subject_id: str, names: Sequence[str], *, platform: Platform) -> Facts:
    """Return what is known about one of the platform's subjects and the askers."""
    row = fetch(FACTS, {**asked_of(subject_id, names), "platform": platform.pk})
    if row is None:
        raise Unavailable
    return facts_in(row, names)


def asked_of(subject_id: str, names: Sequence[str]) -> dict[str, object]:
    """Return the parameters of `FACTS` but for the platform."""
    return {"subject": subject_id, "names": list(names)}


def facts_in(row: Row, names: Sequence[str]) -> Facts:
    """Return the facts from what `FACTS` found."""
    at, askers, since, link_id, participant_id, version, state, is_held, *rest = row
    preference_id, *masks = rest
    chosen = None
    if state == "active" and preference_id is not None:
        *compiled, has_grants = masks
        chosen = Chosen(
            participant_id,
            preference_id,
            version,
            _compiled(*compiled),
            has_grants,
            is_held,
        )
    return Facts(
        at, parties_in(askers, names), lease_end(since), link_id, version, chosen
    )


def _compiled(
    yes: int,
    opened: int,
    places_yes: bytes,
    places_open: bytes,
    demands: int,
    months: int | None,
    until: datetime | None,
    vocabulary: int,
    *has: bool,
) -> Compiled:
    has_conditions, has_organizations = has
    return Compiled(
        yes=yes,
        open=opened,
        places_yes=int.from_bytes(places_yes, "big"),
        places_open=int.from_bytes(places_open, "big"),
        demands=demands,
        months=months,
        until=until,
        vocabulary=vocabulary,
        has_conditions=has_conditions,
        has_organizations=has_organizations,
    )


def checks_about(participant_id: int, *, place: str = "") -> QuerySet[DecisionRecord]:
    """Return the questions asked about a person at all their links, or at one place."""
    links = Link.objects.filter(participant_id=participant_id)
    if place:
        links = links.filter(platform__code=place)
    return DecisionRecord.objects.filter(link_id__in=links.values("pk"))
