"""Publishing versions of links, and taking in what platforms confirm."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from consent.alarms.models import Alarm
from consent.alarms.services import raise_alarm
from consent.errors import ReconcileFirst, ResyncRequired
from consent.links.models import Link, LinkVersion
from consent.organizations.models import Platform
from consent.publishing.bell import ring
from consent.publishing.claims import lock_deliveries
from consent.publishing.confirmations import Word, confirm, issued
from consent.publishing.feed import append_entries, note_acked, note_offered
from consent.publishing.leases import valid_until
from consent.publishing.models import Urgency
from consent.publishing.queries import seq_of
from consent.publishing.targets import aim_deliveries, note_refusals, urgency_of

NO_LINK = 0
NEVER_ISSUED = "never_issued"

__all__ = [
    "Acknowledgement",
    "Enforced",
    "Line",
    "NotEnforced",
    "Problem",
    "acknowledge",
    "note_read",
    "publish",
    "ring",
]


@dataclass(frozen=True)
class Line:
    """A version of one subject, as the platform names it."""

    subject_id: str
    version: int


@dataclass(frozen=True)
class Enforced(Line):
    """A platform's word that a version is in force there (`at` by its own clock)."""

    at: datetime | None = None


@dataclass(frozen=True)
class NotEnforced(Line):
    """A platform's word that it cannot put a version in force, and why."""

    code: str
    detail: str = ""


@dataclass(frozen=True)
class Problem:
    """A line of an acknowledgement that does not count, by JSON pointer."""

    pointer: str
    code: str
    detail: str


@dataclass(frozen=True)
class Acknowledgement:
    """What came of an acknowledgement; `accepted` counts repeated lines too."""

    accepted: int
    problems: list[Problem]
    valid_until: datetime


# Without a savepoint: whoever publishes has one transaction, and it fails as one.
@transaction.atomic(savepoint=False)
def publish(
    *, versions: Sequence[LinkVersion], told: Mapping[int, Mapping[str, object]]
) -> None:
    """Put versions on their way, as the last step of the caller's transaction.

    `told` holds by link id what the platform is told, as JSON values. One version
    for each link. Nothing may be written after this call: it ends by locking the
    heads of the feeds, which every other change is waiting for.
    """
    if not versions:
        return
    aim_deliveries(versions)
    append_entries(versions, told)
    lanes = [(version.link.platform_id, urgency_of(version)) for version in versions]

    def wake() -> None:
        for urgency in Urgency:
            ring(
                platform_ids={place for place, lane in lanes if lane == urgency},
                urgency=urgency,
            )

    transaction.on_commit(wake, robust=True)


@transaction.atomic
def acknowledge(
    *,
    platform: Platform,
    enforced: Sequence[Enforced],
    errors: Sequence[NotEnforced] = (),
    cursor: str = "",
) -> Acknowledgement:
    """Take in what a platform says it has put in force; saying it twice is fine.

    Only versions that were issued for the platform's own link count. Lines that do
    not count become problems; the others are taken in all the same. `cursor` only
    says how far the platform has come in the feed.
    """
    lines: list[Line] = [*enforced, *errors]
    links = dict(
        Link.objects.filter(
            platform=platform, subject_id__in={line.subject_id for line in lines}
        ).values_list("subject_id", "pk")
    )
    named = [(links.get(line.subject_id, NO_LINK), line.version) for line in lines]
    known = issued({pair for pair in named if pair[0] != NO_LINK})
    problems = _problems("enforced", enforced, links, known)
    problems += _problems("errors", errors, links, known)
    newest = dict(sorted(pair for pair in named[: len(enforced)] if pair in known))
    refused = {
        pair[0]: line.code
        for pair, line in zip(named[len(enforced) :], errors, strict=True)
        if pair in known
    }
    lock_deliveries({*newest, *refused})
    confirm([Word(*pair, is_enforced=True) for pair in newest.items()])
    note_refusals(refused)
    if any(problem.code == NEVER_ISSUED for problem in problems):
        raise_alarm(platform_id=platform.pk, kind=Alarm.Kind.NEVER_ISSUED)
    accepted = len(lines) - len(problems)
    return Acknowledgement(
        accepted=accepted,
        problems=problems + _note_cursor(platform, cursor),
        valid_until=valid_until(platform),
    )


def note_read(*, platform: Platform, seq: int = 0) -> None:
    """Remember that the platform has just read its feed, offered up to `seq`."""
    note_offered(platform.pk, seq)


def _note_cursor(platform: Platform, cursor: str) -> list[Problem]:
    """Note how far the platform came; a cursor of no use spoils no line."""
    if not cursor:
        return []
    try:
        note_acked(platform.pk, seq_of(platform, cursor))
    except (ResyncRequired, ReconcileFirst) as refusal:
        return [Problem("/cursor", refusal.code, str(refusal))]
    return []


def _problems(
    name: str,
    lines: Sequence[Line],
    links: Mapping[str, int],
    known: Collection[tuple[int, int]],
) -> list[Problem]:
    """Name the lines that do not count."""
    problems = []
    for number, line in enumerate(lines):
        pointer = f"/{name}/{number}"
        link_id = links.get(line.subject_id)
        if link_id is None:
            problems.append(
                Problem(pointer, "unknown_subject", "There is no such link.")
            )
        elif (link_id, line.version) not in known:
            problems.append(
                Problem(pointer, NEVER_ISSUED, "This version was never issued.")
            )
    return problems
