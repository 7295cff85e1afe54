"""What happened to a person's data, for their own eyes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet, Window

from consent.access_history.models import AccessEvent
from consent.access_history.rows import Asker, Row, rows_of, told_of
from consent.errors import NotYours
from consent.evaluations.models import DecisionRecord
from consent.evaluations.queries import checks_about
from consent.links.models import LinkVersion
from consent.participants.models import Participant
from consent.preferences.models import Preference
from consent.publishing.versions import versions_at

# Checks come from another table: both are read up to a page, so pages end somewhere.
MOST_WITH_CHECKS = 1_000


@dataclass(frozen=True)
class Filters:
    """What to show; empty means everything but checks by computers.

    `place` is the code of a platform; what came in after `seen_at` is left out, so
    that pages stay as they were while somebody turns them.
    """

    ways: frozenset[str] = frozenset()
    organization: str = ""
    since: datetime | None = None
    before: datetime | None = None
    with_checks: bool = False
    place: str = ""
    seen_at: datetime | None = None


@dataclass(frozen=True)
class Slice:
    """Some rows, the newest first, and how many checks there are in all."""

    rows: Sequence[Row]
    checks: int


@dataclass(frozen=True)
class Then:
    """Which choices counted when a use happened, and which the place had heard of.

    Without any that counted: the person `had_left` the place, the place `was_held`
    after a restore of our records, or nothing was chosen yet.
    """

    counted: Preference | None
    heard: Preference | None
    had_left: bool
    was_held: bool


def timeline(
    participant: Participant, filters: Filters, *, limit: int = 50, offset: int = 0
) -> Sequence[Row]:
    """Return rows, newest first, in a handful of statements for any number."""
    return slice_of(participant, filters, limit=limit, offset=offset).rows


def slice_of(
    participant: Participant,
    filters: Filters,
    *,
    limit: int,
    offset: int = 0,
    known: Mapping[str, Asker] | None = None,
) -> Slice:
    """Return a part of the history; `known` askers are not looked up again."""
    newest = offset + limit
    skipped = 0 if filters.with_checks else offset
    found = events_of(participant, filters).order_by("-occurred_at", "-pk")
    # Picked first: what is told of each is not looked up for the rows that are passed.
    picked = AccessEvent.objects.filter(pk__in=found.values("pk")[skipped:newest])
    events = list(told_of(picked).select_related("platform"))
    checks = list(
        _checks(participant, filters)
        .annotate(of=Window(Count("pk")))
        .order_by("-asked_at", "-pk")[:newest]
    )
    rows = rows_of(events, checks, known)
    rows.sort(key=lambda row: (row.at, row.key), reverse=True)
    total = checks[0].of if checks else 0
    return Slice(rows[offset - skipped : newest - skipped], total)


def count(participant: Participant, filters: Filters) -> int:
    """Return how many rows `timeline` has without a limit."""
    checks = _checks(participant, filters)
    return events_of(participant, filters).count() + checks.count()


def event_of(participant: Participant, event_id: int) -> AccessEvent:
    """Return one event of this person; raises NotYours for any other."""
    event = (
        told_of(AccessEvent.objects.filter(link__participant=participant))
        .filter(pk=event_id)
        .select_related("platform", "link")
        .first()
    )
    if event is None:
        raise NotYours
    return event


def row_of(participant: Participant, event_id: int) -> Row:
    """Return one event of this person as a row; raises NotYours for any other."""
    return rows_of([event_of(participant, event_id)], [])[0]


def then(event: AccessEvent) -> Then:
    """Return the choices that a use is judged by, and those the place went by."""
    versions = versions_at(event.link, event.occurred_at)
    newest, heard = versions.newest, versions.received
    rows = Preference.objects.filter(
        participant=event.link.participant_id, recorded_at__lte=event.occurred_at
    ).select_related("by")
    found = {row.version: row for row in rows}
    counted = newest.preference_version if newest else None
    has_left = newest is not None and newest.cause == LinkVersion.Cause.ENDED
    return Then(
        counted=None if has_left else found.get(counted or 0),
        heard=found.get((heard and heard.preference_version) or 0),
        had_left=has_left,
        was_held=newest is not None and counted is None and bool(found),
    )


def events_of(participant: Participant, filters: Filters) -> QuerySet[AccessEvent]:
    """Return what was reported about this person and fits, in no order."""
    wanted: dict[str, object] = {
        "way__in": filters.ways,
        "organization": filters.organization,
        "platform__code": filters.place,
        "occurred_at__gte": filters.since,
        "occurred_at__lt": filters.before,
        "reported_at__lte": filters.seen_at,
    }
    return AccessEvent.objects.filter(
        link__participant=participant,
        **{name: value for name, value in wanted.items() if value},
    )


def _checks(participant: Participant, filters: Filters) -> QuerySet[DecisionRecord]:
    if not filters.with_checks:
        return DecisionRecord.objects.none()
    wanted: dict[str, object] = {
        "question__organization": filters.organization,
        "asked_at__gte": filters.since,
        "asked_at__lt": filters.before,
        "asked_at__lte": filters.seen_at,
    }
    return checks_about(participant.pk, place=filters.place).filter(
        **{name: value for name, value in wanted.items() if value}
    )
