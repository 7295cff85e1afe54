"""What a decision rests on, read fresh in one statement."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from consent.decisions.compiled import Compiled
from consent.evaluations.models import DecisionRecord
from consent.links.models import Link
from consent.organizations.models import Platform

# One statement, so that the link's version and the choices belong together.
FACTS = """
SELECT statement_timestamp(), link.id, link.participant_id, link.version,
       link.state, current.preference_id, current.yes, current.open, places.yes,
       places.open, current.demands, current.months, current.until,
       current.vocabulary, current.has_conditions, current.has_organizations,
       EXISTS (
           SELECT FROM consent_grant
           WHERE participant_id = link.participant_id AND ended_at IS NULL
             AND until > statement_timestamp()
       )
FROM (SELECT) AS one
LEFT JOIN consent_link link ON link.subject_id = %s AND link.platform_id = %s
LEFT JOIN consent_currentpreference current
       ON current.participant_id = link.participant_id
LEFT JOIN consent_placeset places ON places.id = current.places_id
"""


@dataclass(frozen=True)
class Chosen:
    """A linked person who has chosen: what the decision is made from."""

    participant_id: int
    preference_id: int
    version: int
    compiled: Compiled
    has_grants: bool


@dataclass(frozen=True)
class Facts:
    """What is known about a subject at one instant of the database's clock.

    `chosen` is None for every subject that must look unknown; `link_id` is kept for
    our own records all the same.
    """

    at: datetime
    link_id: int | None
    link_version: int | None
    chosen: Chosen | None


def facts_about(subject_id: str, *, platform: Platform) -> Facts:
    """Return what is known about one of the platform's own subjects."""
    with connection.cursor() as cursor:
        cursor.execute(FACTS, [subject_id, platform.pk])
        row = cursor.fetchone()
    at, link_id, participant_id, version, state, preference_id, *masks = row
    if link_id is None:
        return Facts(at, None, None, None)
    if state != "active" or preference_id is None:
        return Facts(at, link_id, version, None)
    *compiled, has_grants = masks
    chosen = Chosen(
        participant_id, preference_id, version, _compiled(*compiled), has_grants
    )
    return Facts(at, link_id, version, chosen)


def _compiled(
    yes: int,
    opened: int,
    places_yes: memoryview,
    places_open: memoryview,
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


def checks_about(participant_id: int) -> QuerySet[DecisionRecord]:
    """Return the questions asked about a person at all their links."""
    links = Link.objects.filter(participant_id=participant_id)
    return DecisionRecord.objects.filter(
        link_id__in=list(links.values_list("pk", flat=True))
    )
