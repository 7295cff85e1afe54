"""Taking reports of use from platforms, each judged and kept for good."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import IntegrityError, transaction

from consent.access_history.judging import Judgement, judge
from consent.access_history.models import AccessEvent, UnmatchedReport
from consent.access_history.reports import (
    Report,
    Unreadable,
    event_id_of,
    read_report,
)
from consent.audit import services as audit
from consent.links.models import Link
from consent.organizations.models import Platform

TRIES = 3
SENTENCES = {
    "conflict": "This event id was used before with other content.",
    "unknown_subject": "You have no such subject; the report is kept for our steward.",
}


class Fate(StrEnum):
    """What became of one report."""

    NEW = "new"
    REPEATED = "repeated"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Problem:
    """A report that was not taken, and why; `index` is its place in the list."""

    index: int
    event_id: str
    code: str
    detail: str


@dataclass(frozen=True)
class Outcome:
    """What became of a list of reports: one fate for each, in order."""

    fates: tuple[Fate, ...]
    problems: tuple[Problem, ...]

    @property
    def accepted(self) -> int:
        return self.fates.count(Fate.NEW)

    @property
    def repeated(self) -> int:
        return self.fates.count(Fate.REPEATED)


def report(*, platform: Platform, reports: Sequence[object]) -> Outcome:
    """Judge and keep reports, in the words of the API.

    The same event id with the same content is a repeat and changes nothing; with
    other content it is a problem (`conflict`). A problem in one report does not
    hold up the others.
    """
    for _again in range(TRIES - 1):
        try:
            return _take(platform, reports)
        except IntegrityError:
            # The same reports came in twice at once; now the others' are there.
            continue
    return _take(platform, reports)


@transaction.atomic
def _take(platform: Platform, reports: Sequence[object]) -> Outcome:
    batch = _Batch(platform)
    readable = []
    for index, data in enumerate(reports):
        try:
            readable.append((index, read_report(data)))
        except Unreadable as error:
            batch.refuse(index, event_id_of(data), error.code, str(error))
    batch.look_up([one for _index, one in readable])
    for index, one in readable:
        batch.take(index, one)
    batch.keep()
    fates = (batch.fates[index] for index in range(len(reports)))
    return Outcome(tuple(fates), tuple(sorted(batch.problems, key=lambda p: p.index)))


@dataclass
class _Batch:
    """The reports of one call while they are sorted out."""

    platform: Platform
    links: dict[str, Link] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    events: list[AccessEvent] = field(default_factory=list)
    unmatched: list[UnmatchedReport] = field(default_factory=list)
    fates: dict[int, Fate] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def look_up(self, reports: Sequence[Report]) -> None:
        """Read links and what is known already, in two statements."""
        subjects = {one.subject_id for one in reports}
        found = Link.objects.filter(platform=self.platform, subject_id__in=subjects)
        self.links = {link.subject_id: link for link in found}
        known = AccessEvent.objects.filter(
            platform=self.platform, event_id__in={one.event_id for one in reports}
        )
        self.digests = dict(known.values_list("event_id", "content_digest"))

    def take(self, index: int, one: Report) -> None:
        known = self.digests.get(one.event_id)
        if known is not None:
            if known == one.digest:
                self.fates[index] = Fate.REPEATED
            else:
                self.refuse(index, one.event_id, "conflict", SENTENCES["conflict"])
            return
        link = self.links.get(one.subject_id)
        if link is None:
            self.unmatched.append(_unmatched(one, self.platform))
            why = SENTENCES["unknown_subject"]
            self.refuse(index, one.event_id, "unknown_subject", why)
            return
        judgement = judge(one, link, self.platform)
        self.events.append(_event(one, link, self.platform, judgement))
        self.digests[one.event_id] = one.digest
        self.fates[index] = Fate.NEW

    def refuse(self, index: int, event_id: str, code: str, detail: str) -> None:
        self.fates[index] = Fate.PROBLEM
        self.problems.append(Problem(index, event_id, code, detail))

    def keep(self) -> None:
        """Write what is new, each with its leaf of the log."""
        AccessEvent.objects.bulk_create(self.events)
        UnmatchedReport.objects.bulk_create(self.unmatched, ignore_conflicts=True)
        for event in self.events:
            audit.record(
                kind="access.reported",
                participant_id=event.link.participant_id,
                body={
                    "event": event.pk,
                    "platform": self.platform.code,
                    "link": event.link_id,
                    "digest": event.content_digest,
                    "verdict": event.verdict,
                },
            )


def _event(
    one: Report, link: Link, platform: Platform, judgement: Judgement
) -> AccessEvent:
    return AccessEvent(
        platform=platform,
        event_id=one.event_id,
        link=link,
        content_digest=one.digest,
        way=one.way,
        organization=one.organization,
        on_behalf_of=list(one.on_behalf_of),
        via=one.texts["via"],
        actor=one.texts["actor"],
        is_computer=one.is_computer,
        kinds=list(one.kinds),
        topic=one.texts["topic"],
        use=one.use,
        basis=one.basis,
        places=list(one.places),
        study=one.texts["study"],
        purpose_text=one.texts["purpose"],
        residue=one.texts["residue"],
        occurred_at=one.occurred_at,
        link_version=judgement.link_version,
        verdict=judgement.verdict,
        why=judgement.why,
    )


def _unmatched(one: Report, platform: Platform) -> UnmatchedReport:
    return UnmatchedReport(
        platform=platform,
        event_id=one.event_id,
        subject_id=one.subject_id,
        report=one.content,
    )
