"""Comparing what a platform holds with what it was told."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from consent.alarms.models import Alarm
from consent.alarms.services import raise_alarm
from consent.organizations.models import Platform
from consent.publishing.confirmations import issued
from consent.publishing.restore import Span
from consent.statements import rows

# Lines of ours that a platform does not name are looked at so many at a time.
MOST_MISSING = 5_000

NEWEST = """
    consent_link link JOIN consent_delivery d ON d.link_id = link.id
    JOIN consent_feedentry entry
      ON entry.link_id = d.link_id AND entry.version = d.target_version
"""
SHARING = "entry.body::json #>> '{told,sharing}'"
IN_SPAN = """
    link.platform_id = %(platform)s AND link.subject_id COLLATE "C" > %(after)s
    AND (%(until)s = '' OR link.subject_id COLLATE "C" <= %(until)s)
"""
# What is sent again is not received for now, and yet it was put in force once.
BELIEVED = "greatest(d.received_version, d.enforced_version)"
# Neither names nor words of ours hold anything that COPY would write otherwise.
LINES = f"""
COPY (
    SELECT concat_ws(':', link.subject_id, d.target_version, {SHARING})
    FROM {NEWEST} WHERE {IN_SPAN} AND {SHARING} <> 'ended'
    ORDER BY link.subject_id COLLATE "C"
) TO STDOUT
"""  # noqa: S608
NAMED = f"""
SELECT link.subject_id, link.id, d.target_version, {BELIEVED}, {SHARING}
FROM {NEWEST}
WHERE link.platform_id = %(platform)s AND link.subject_id = ANY(%(subjects)s)
"""  # noqa: S608
# First those that we thought were there; the others are on their way anyhow.
MISSING = f"""
SELECT link.subject_id, link.id, d.target_version, {BELIEVED}, {SHARING}
FROM {NEWEST}
WHERE {IN_SPAN} AND {SHARING} <> 'ended' AND NOT EXISTS (
    SELECT FROM unnest(%(subjects)s::text[]) AS named (id)
    WHERE named.id = link.subject_id
)
ORDER BY {BELIEVED} = 0, link.subject_id COLLATE "C" LIMIT %(most)s
"""  # noqa: S608


@dataclass(frozen=True)
class Held:
    """What a platform says it holds of one subject."""

    subject_id: str
    version: int
    sharing: str


@dataclass(frozen=True)
class Ours:
    """What we told a platform last of one subject, and what we think it received."""

    subject_id: str
    link_id: int
    version: int
    believed_version: int
    sharing: str


@dataclass(frozen=True)
class Difference:
    """One subject that is not alike on both sides.

    `behind`: it holds an older version. `ahead`: a version that was never issued.
    `different`: our version with another meaning. `missing`: nothing. `unknown`: a
    subject that is none of the platform's links. `version` and `sharing` are ours, if
    there are any. It is news when we thought that the platform had received more.
    """

    subject_id: str
    code: str
    version: int | None
    sharing: str = ""
    link_id: int | None = None
    held: int = 0
    is_news: bool = False


@dataclass(frozen=True)
class Summary:
    """How many subjects a span holds that have not ended, and their digest."""

    count: int
    digest: str


def summarize(platform: Platform, span: Span) -> Summary:
    """Return the digest of what the platform should hold; reads, and keeps memory flat."""
    digest, count = hashlib.sha256(), 0
    with connection.cursor() as cursor:
        parameters = {"platform": platform.pk, "after": span.after, "until": span.until}
        with cursor.copy(LINES, parameters) as lines:
            while block := bytes(lines.read()):
                digest.update(block)
                count += block.count(b"\n")
    return Summary(count, digest.hexdigest())


def compare(
    *, platform: Platform, held: Sequence[Held], span: Span
) -> list[Difference]:
    """Return where what the platform holds differs from what it was told.

    `held` is all that it holds in the span. Subjects that ended need not be named.
    Changes nothing but for the alarm about versions that were never issued.
    """
    named = _named(platform, [one.subject_id for one in held])
    pairs = {
        (named[one.subject_id].link_id, one.version)
        for one in held
        if one.subject_id in named
    }
    known = issued(pairs) if pairs else set()
    found = [_difference(one, named.get(one.subject_id), known) for one in held]
    differences = [one for one in found if one is not None]
    differences += _missing(platform, [one.subject_id for one in held], span)
    if any(one.code == "ahead" for one in differences):
        raise_alarm(platform_id=platform.pk, kind=Alarm.Kind.NEVER_ISSUED)
    return differences


def _named(platform: Platform, subjects: Sequence[str]) -> dict[str, Ours]:
    found = rows(NAMED, {"platform": platform.pk, "subjects": list(subjects)})
    return {row[0]: Ours(*row) for row in found}


def _difference(
    held: Held, ours: Ours | None, known: set[tuple[int, int]]
) -> Difference | None:
    """Name the difference of one subject, or none."""
    if ours is None:
        return Difference(held.subject_id, "unknown", None)
    if held.version == ours.version:
        if held.sharing == ours.sharing:
            return None
        code = "different"
    else:
        code = "behind" if (ours.link_id, held.version) in known else "ahead"
    return Difference(
        held.subject_id,
        code,
        ours.version,
        ours.sharing,
        ours.link_id,
        held.version,
        is_news=code == "different" or held.version < ours.believed_version,
    )


def _missing(
    platform: Platform, subjects: Sequence[str], span: Span
) -> list[Difference]:
    found = rows(
        MISSING,
        {
            "platform": platform.pk,
            "subjects": list(subjects),
            "after": span.after,
            "until": span.until,
            "most": MOST_MISSING,
        },
    )
    return [
        Difference(
            ours.subject_id,
            "missing",
            ours.version,
            ours.sharing,
            ours.link_id,
            is_news=ours.believed_version > 0,
        )
        for ours in (Ours(*row) for row in found)
    ]
