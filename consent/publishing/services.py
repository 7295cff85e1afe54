"""Publishing versions of links, and taking in what platforms confirm."""

from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from consent.alarms.models import Alarm
from consent.alarms.services import raise_alarm
from consent.asks import services as ask_services
from consent.asks.words import Answered
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
from consent.publishing.words import (
    Acknowledgement,
    Enforced,
    Line,
    NotEnforced,
    Problem,
)

NO_LINK = 0
NEVER_ISSUED = "never_issued"
UNHEARD = {
    ask_services.UNKNOWN_ASK: "There is no such ask.",
    ask_services.ANSWERED: "This ask was answered for good before.",
}

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
    asks: Sequence[Answered] = (),
    cursor: str = "",
) -> Acknowledgement:
    """Take in what a platform says it has put in force; saying it twice is fine.

    Only versions that were issued for the platform's own link count. Lines that do
    not count become problems; the others are taken in all the same. `asks` answers
    what people asked this platform. `cursor` only says how far it has come in the feed.
    """
    # People before deliveries, in the order of locks.
    unheard = _unheard(ask_services.hear(platform_id=platform.pk, answers=asks))
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
    problems += unheard
    newest = dict(sorted(pair for pair in named[: len(enforced)] if pair in known))
    refused = {
        pair[0]: line.code
        for pair, line in zip(named[len(enforced) :], errors, strict=True)
        if pair in known
    }
    lock_deliveries({*newest, *refused})
    confirm([Word(*pair, is_enforced=True) for pair in newest.items()])
    note_refusals(refused)
    pairs = zip(named[: len(enforced)], enforced, strict=True)
    ask_services.keep_residue(
        said={pair: line.residue for pair, line in pairs if pair in known}
    )
    if any(problem.code == NEVER_ISSUED for problem in problems):
        raise_alarm(platform_id=platform.pk, kind=Alarm.Kind.NEVER_ISSUED)
    accepted = len(lines) + len(asks) - len(problems)
    return Acknowledgement(
        accepted=accepted,
        problems=problems + _note_cursor(platform, cursor),
        valid_until=valid_until(platform),
    )


def _unheard(codes: Sequence[str]) -> list[Problem]:
    """Name the answers to asks that do not count."""
    return [
        Problem(f"/asks/{number}", code, UNHEARD[code])
        for number, code in enumerate(codes)
        if code
    ]


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
