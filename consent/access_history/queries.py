"""What happened to a person's data, for their own eyes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from consent.access_history.models import AccessEvent
from consent.errors import NotYours
from consent.evaluations.models import DecisionRecord
from consent.evaluations.queries import checks_about
from consent.links.models import Link
from consent.organizations.models import Platform
from consent.organizations.queries import names_of
from consent.participants.models import Participant

Way = AccessEvent.Way
CHECKED = "checked"


@dataclass(frozen=True)
class Filters:
    """What to show; empty means everything but checks by computers."""

    ways: frozenset[str] = frozenset()
    organization: str = ""
    since: datetime | None = None
    before: datetime | None = None
    with_checks: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the history: a reported event, or a check by a computer.

    `organization` and `on_behalf_of` are names (codes where unknown). A check
    has the way "checked", no `event` and no `verdict`; `allowed` says what was
    answered (permit, ask, deny).
    """

    key: str
    way: str
    at: datetime
    platform_name: str
    organization: str
    organization_code: str
    on_behalf_of: tuple[str, ...]
    kinds: tuple[str, ...]
    topic: str
    actor: str
    is_computer: bool
    verdict: str
    why: str
    allowed: str = ""
    event: AccessEvent | None = None
    question: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Summary:
    """Counts over the whole history, refused uses and uses without choice apart."""

    used: int
    organizations: int
    copied: int
    refused: int
    without_choice: int


def timeline(
    participant: Participant, filters: Filters, *, limit: int = 50, offset: int = 0
) -> Sequence[Row]:
    """Return rows, newest first, in a handful of statements for any number."""
    newest = offset + limit
    events = list(
        _events(participant, filters)
        .select_related("platform")
        .order_by("-occurred_at", "-pk")[:newest]
    )
    checks = list(_checks(participant, filters).order_by("-asked_at", "-pk")[:newest])
    names = names_of(_codes(events, checks))
    platforms = _platform_names(checks)
    rows = [_event_row(event, names) for event in events]
    rows += [_check_row(check, names, platforms) for check in checks]
    rows.sort(key=lambda row: (row.at, row.key), reverse=True)
    return rows[offset:newest]


def count(participant: Participant, filters: Filters) -> int:
    """Return how many rows `timeline` has without a limit."""
    return _events(participant, filters).count() + _checks(participant, filters).count()


def event_of(participant: Participant, event_id: int) -> AccessEvent:
    """Return one event of this person; raises NotYours for any other."""
    event = (
        AccessEvent.objects.filter(pk=event_id, link__participant=participant)
        .select_related("platform", "link")
        .first()
    )
    if event is None:
        raise NotYours
    return event


def row_of(participant: Participant, event_id: int) -> Row:
    """Return one event of this person as a row; raises NotYours for any other."""
    event = event_of(participant, event_id)
    return _event_row(event, names_of(_codes([event], [])))


def summary(participant: Participant) -> Summary:
    """Return the counts shown above the history."""
    is_use = ~Q(way=Way.REFUSED)
    counts = AccessEvent.objects.filter(link__participant=participant).aggregate(
        used=Count("pk", filter=is_use),
        organizations=Count("organization", filter=is_use, distinct=True),
        copied=Count("pk", filter=Q(way=Way.COPIED)),
        refused=Count("pk", filter=Q(way=Way.REFUSED)),
        without_choice=Count(
            "pk", filter=Q(verdict=AccessEvent.Verdict.WITHOUT_CHOICE)
        ),
    )
    return Summary(**counts)


def last_heard(participant: Participant) -> dict[str, datetime | None]:
    """Return by name of platform when it last reported anything on this person."""
    links = (
        Link.objects.open()
        .filter(participant=participant)
        .annotate(heard_at=Max("access_events__reported_at"))
        .order_by("platform__name")
    )
    return dict(links.values_list("platform__name", "heard_at"))


def organizations_of(participant: Participant) -> dict[str, str]:
    """Return code and name of every organization in this person's history."""
    codes = (
        AccessEvent.objects.filter(link__participant=participant)
        .values_list("organization", flat=True)
        .distinct()
    )
    found = set(codes)
    names = names_of(found)
    return {code: names.get(code, code) for code in sorted(found)}


def _events(participant: Participant, filters: Filters) -> QuerySet[AccessEvent]:
    events = AccessEvent.objects.filter(link__participant=participant)
    if filters.ways:
        events = events.filter(way__in=filters.ways)
    if filters.organization:
        events = events.filter(organization=filters.organization)
    if filters.since:
        events = events.filter(occurred_at__gte=filters.since)
    if filters.before:
        events = events.filter(occurred_at__lt=filters.before)
    return events


def _checks(participant: Participant, filters: Filters) -> QuerySet[DecisionRecord]:
    if not filters.with_checks:
        return DecisionRecord.objects.none()
    checks = checks_about(participant.pk)
    if filters.organization:
        checks = checks.filter(question__organization=filters.organization)
    if filters.since:
        checks = checks.filter(asked_at__gte=filters.since)
    if filters.before:
        checks = checks.filter(asked_at__lt=filters.before)
    return checks


def _event_row(event: AccessEvent, names: dict[str, str]) -> Row:
    return Row(
        key=f"e{event.pk}",
        way=event.way,
        at=event.occurred_at,
        platform_name=event.platform.name,
        organization=names.get(event.organization, event.organization),
        organization_code=event.organization,
        on_behalf_of=tuple(names.get(code, code) for code in event.on_behalf_of),
        kinds=tuple(event.kinds),
        topic=event.topic,
        actor=event.actor,
        is_computer=event.is_computer,
        verdict=event.verdict,
        why=event.why,
        event=event,
        question=event.use,
    )


def _check_row(
    check: DecisionRecord, names: dict[str, str], platforms: dict[int, str]
) -> Row:
    question = check.question
    use = question["use"]
    return Row(
        key=f"c{check.pk}",
        way=CHECKED,
        at=check.asked_at,
        platform_name=platforms.get(check.platform_id, ""),
        organization=names.get(question["organization"], question["organization"]),
        organization_code=question["organization"],
        on_behalf_of=tuple(names.get(code, code) for code in question["on_behalf_of"]),
        kinds=_words(use.get("kinds")),
        topic="".join(_words([use.get("topic")])),
        actor=question["actor"],
        is_computer=True,
        verdict="",
        why=check.reason,
        allowed=check.result,
        question=use,
    )


def _words(value: object) -> tuple[str, ...]:
    """Return the words of a question; it is kept as it was asked, so look twice."""
    if not isinstance(value, list):
        return ()
    return tuple(word for word in value if isinstance(word, str))


def _codes(events: Sequence[AccessEvent], checks: Sequence[DecisionRecord]) -> set[str]:
    parties = [(event.organization, event.on_behalf_of) for event in events]
    parties += [
        (check.question["organization"], check.question["on_behalf_of"])
        for check in checks
    ]
    return {code for first, others in parties for code in (first, *others)}


def _platform_names(checks: Sequence[DecisionRecord]) -> dict[int, str]:
    if not checks:
        return {}
    ids = {check.platform_id for check in checks}
    return dict(Platform.objects.filter(pk__in=ids).values_list("pk", "name"))
