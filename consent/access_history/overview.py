"""The history in numbers: one small table of counts, and what each place has told."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.db.models.functions import Greatest, JSONObject, TruncMonth
from django.utils import timezone

from consent.access_history.models import AccessEvent
from consent.access_history.queries import Filters, events_of
from consent.access_history.rows import Asker
from consent.links.models import Link
from consent.organizations.models import Organization, Partnership
from consent.participants.models import Participant
from consent.publishing.models import Confirmation

Way = AccessEvent.Way
MONTHS: Final = 12
# A place's computers call at least each hour; after a day they count as silent.
SILENT_AFTER: Final = timedelta(days=1)


@dataclass(frozen=True)
class Tally:
    """How many events fit: one month, way, organization, verdict and place."""

    month: datetime
    way: str
    asker: Asker
    verdict: str
    place: str
    place_name: str
    number: int


@dataclass(frozen=True)
class Source:
    """A place that holds the person's data, and when it was last heard from.

    `reported_at` is its last report about this person, `heard_at` the last sign of
    its computers; empty when there was none.
    """

    code: str
    name: str
    is_open: bool
    reported_at: datetime | None
    heard_at: datetime | None

    @property
    def is_silent(self) -> bool:
        return self.heard_at is None or timezone.now() - self.heard_at > SILENT_AFTER


@dataclass(frozen=True)
class Month:
    """One column of the chart."""

    label: datetime
    used: int
    copied: int

    @property
    def total(self) -> int:
        return self.used + self.copied


@dataclass(frozen=True)
class Numbers:
    """Counts over some tallies; refusals and uses without choice apart."""

    used: int
    organizations: int
    copied: int
    refused: int
    without_choice: int
    not_in_line: int


def tallies_of(
    participant: Participant, *, seen_at: datetime | None = None
) -> list[Tally]:
    """Count everything about a person in one statement, the newest month first."""
    asker = Organization.objects.filter(code=OuterRef("organization")).values(
        one=JSONObject(
            name="name",
            kind="kind",
            partner=Exists(Partnership.objects.filter(partner=OuterRef("pk"))),
        )
    )
    rows = (
        events_of(participant, Filters(seen_at=seen_at))
        .annotate(month=TruncMonth("occurred_at"))
        .values(
            "month",
            "way",
            "organization",
            "verdict",
            place=F("platform__code"),
            place_name=F("platform__name"),
        )
        .annotate(number=Count("pk"), asker=Subquery(asker[:1]))
        .order_by("-month")
    )
    return [
        Tally(
            month=row["month"],
            way=row["way"],
            asker=_asker(row["organization"], row["asker"]),
            verdict=row["verdict"],
            place=row["place"],
            place_name=row["place_name"],
            number=row["number"],
        )
        for row in rows
    ]


def sources_of(participant: Participant) -> list[Source]:
    """Return every place of the person's in name order, in one statement."""
    reports = AccessEvent.objects.filter(link=OuterRef("pk")).order_by("-pk")
    words = Confirmation.objects.filter(link=OuterRef("pk")).order_by("-version")
    rows = (
        Link.objects.filter(participant=participant)
        .annotate(
            reported_at=Subquery(reports.values("reported_at")[:1]),
            heard_at=Greatest(
                "platform__health__last_success_at",
                "platform__health__last_read_at",
                Subquery(words.values("at")[:1]),
            ),
        )
        .order_by("platform__name", "-pk")
        .values_list(
            "platform__code", "platform__name", "state", "reported_at", "heard_at"
        )
    )
    return [
        Source(
            code,
            name,
            state != Link.State.ENDED,
            reported_at,
            max(filter(None, (reported_at, heard_at)), default=None),
        )
        for code, name, state, reported_at, heard_at in rows
    ]


def fitting(tallies: Iterable[Tally], filters: Filters) -> list[Tally]:
    """Keep the tallies that the filters show; both begin and end with a month."""
    return [
        one
        for one in tallies
        if (not filters.ways or one.way in filters.ways)
        and filters.organization in {"", one.asker.code}
        and filters.place in {"", one.place}
        and (filters.since is None or one.month >= filters.since)
        and (filters.before is None or one.month < filters.before)
    ]


def total(tallies: Iterable[Tally]) -> int:
    return sum(one.number for one in tallies)


def numbers_of(tallies: Sequence[Tally]) -> Numbers:
    uses = [one for one in tallies if one.way != Way.REFUSED]
    return Numbers(
        used=total(uses),
        organizations=len({one.asker.code for one in uses}),
        copied=_count(tallies, way=[Way.COPIED]),
        refused=_count(tallies, way=[Way.REFUSED]),
        without_choice=_count(uses, verdict=[AccessEvent.Verdict.WITHOUT_CHOICE]),
        not_in_line=_count(
            uses,
            verdict=[
                AccessEvent.Verdict.NOT_IN_LINE,
                AccessEvent.Verdict.NOT_YET_TOLD,
            ],
        ),
    )


def months_of(tallies: Sequence[Tally], months: Sequence[datetime]) -> list[Month]:
    """Give a column for each of the months, the empty ones too."""
    plain = [way for way in Way if way not in {Way.COPIED, Way.REFUSED}]
    found = []
    for month in months:
        here = [one for one in tallies if one.month == month]
        found.append(
            Month(month, _count(here, way=plain), _count(here, way=[Way.COPIED]))
        )
    return found


def month_starts(number: int = MONTHS) -> list[datetime]:
    """Return when the last months began where the person lives, the oldest first."""
    now = timezone.localtime()
    return [month_start(now.year, now.month - back) for back in range(number)][::-1]


def month_start(year: int, month: int) -> datetime:
    """Return the first moment of a month; months before January are last year's."""
    years, rest = divmod(month - 1, 12)
    return timezone.make_aware(datetime(year + years, rest + 1, 1))  # noqa: DTZ001


def _count(tallies: Iterable[Tally], **wanted: Collection[str]) -> int:
    return sum(
        one.number
        for one in tallies
        if all(getattr(one, name) in values for name, values in wanted.items())
    )


def _asker(code: str, found: dict[str, str | bool] | None) -> Asker:
    if found is None:
        return Asker(code, code)
    kind = "" if found["partner"] else str(found["kind"])
    return Asker(code, str(found["name"]), kind)
