"""Opening and ending links, and numbering what platforms are told."""

from collections.abc import Collection, Mapping, Sequence

from django.db import connection, transaction
from django.db.models.functions import Now

from consent.audit import services as audit
from consent.errors import Refusal
from consent.links.models import Link, LinkVersion
from consent.organizations.models import Platform
from consent.participants.models import Account, Participant

# Up to two seconds, so that the same instant gives two links unrelated numbers.
JITTER_MS = 2_000

# Not FOR UPDATE: rows that only point to a link must not wait for its next version.
NEXT_VERSIONS = """
WITH mine AS (
    SELECT id FROM consent_link WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE
)
UPDATE consent_link AS link
SET version = greatest(
    link.version + 1,
    (extract(epoch FROM clock_timestamp()) * 1000)::bigint
        - link.version_offset + %(ahead)s + floor(random() * %(jitter)s)::bigint
)
FROM mine WHERE link.id = mine.id
RETURNING link.id, link.version
"""


class AlreadyLinked(Refusal):
    """The participant has an open link to this platform."""

    code = "already_linked"
    sentence = "This place is already on your list."


class PlatformClosed(Refusal):
    """The platform takes no new links in its present state."""

    code = "platform_closed"
    sentence = "This place cannot be added now."


class LinkEnded(Refusal):
    """The link is ending or has ended."""

    code = "link_ended"
    sentence = "This place was already removed from your list."


@transaction.atomic
def open_link(
    *,
    participant: Participant,
    platform: Platform,
    legal_effect: Link.LegalEffect = Link.LegalEffect.CONSENT,
    has_prior_consent: bool = False,
    by: Account,
) -> Link:
    """Join a participant to a platform under a new random subject id.

    Nothing is told yet: the caller issues a version and publishes it in the same
    transaction. Refuses while an earlier link to the platform is not ended.
    """
    Participant.objects.select_for_update().get(pk=participant.pk)
    if platform.state not in {Platform.State.TESTING, Platform.State.LIVE}:
        raise PlatformClosed
    if Link.objects.open().filter(participant=participant, platform=platform).exists():
        raise AlreadyLinked
    link = Link.objects.create(
        participant=participant,
        platform=platform,
        legal_effect=legal_effect,
        has_prior_consent=has_prior_consent,
    )
    audit.record(
        kind="link.opened",
        participant_id=participant.pk,
        body={"link": link.pk, "platform": platform.code, "by": by.pk},
    )
    return link


@transaction.atomic
def end_link(*, link: Link, by: Account) -> Link:
    """Begin to end a link; it is over once its last version is in force.

    The caller issues that last version (cause ENDED) and publishes it in the same
    transaction, with `sharing: ended`.
    """
    Participant.objects.select_for_update().get(pk=link.participant_id)
    if not Link.objects.filter(pk=link.pk, state=Link.State.ACTIVE).update(
        state=Link.State.ENDING
    ):
        raise LinkEnded
    audit.record(
        kind="link.ending",
        participant_id=link.participant_id,
        body={"link": link.pk, "by": by.pk},
    )
    link.state = Link.State.ENDING
    return link


def hold_links(*, links: Collection[Link]) -> None:
    """Let nothing flow over these links until the person chooses again.

    The place knew a newer choice than we do. The caller tells it so in the same
    transaction. A link that is held already stays held since then.
    """
    free = [link for link in links if link.held_since is None]
    if not free:
        return
    ids = [link.pk for link in free]
    Link.objects.filter(pk__in=ids).update(held_since=Now())
    held = dict(Link.objects.filter(pk__in=ids).values_list("pk", "held_since"))
    for link in free:
        link.held_since = held[link.pk]
    _record("link.held", free)


def release_links(*, links: Collection[Link]) -> None:
    """Let held links follow the person's choices again; others stay as they are."""
    held = [link for link in links if link.held_since is not None]
    if not held:
        return
    Link.objects.filter(pk__in=[link.pk for link in held]).update(held_since=None)
    for link in held:
        link.held_since = None
    _record("link.released", held)


def settle_links(*, enforced: Mapping[int, int]) -> None:
    """End those ending links whose newest version is in force, by link id.

    A link that is locked is getting a newer version, and is settled by that one:
    waiting here, with deliveries locked, would be against the order of locks.
    """
    free = Link.objects.filter(pk__in=enforced, state=Link.State.ENDING)
    free = free.select_for_update(skip_locked=True, no_key=True).order_by("pk")
    over = [link.pk for link in free if link.version <= enforced[link.pk]]
    if over:
        Link.objects.filter(pk__in=over).update(state=Link.State.ENDED, ended_at=Now())


def issue_versions(
    *,
    links: Sequence[Link],
    cause: LinkVersion.Cause,
    change: LinkVersion.Change | Mapping[int, LinkVersion.Change],
    preference_version: int | Mapping[int, int | None] | None,
    ahead_ms: int = 0,
) -> list[LinkVersion]:
    """Give every link its next version number, in two statements for any number.

    Inside the caller's transaction, which holds the participant's row. `change` and
    `preference_version` are one for all, or by link id. The numbers follow the
    database's clock, so that they grow even after the database was restored to an
    earlier time; `ahead_ms` puts them before all that was drawn until just now. The
    `links` given are brought up to date; the result is in their order.
    """
    ids = [link.pk for link in links]
    changes = change if isinstance(change, Mapping) else dict.fromkeys(ids, change)
    meant = (
        preference_version
        if isinstance(preference_version, Mapping)
        else dict.fromkeys(ids, preference_version)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            NEXT_VERSIONS, {"ids": ids, "jitter": JITTER_MS, "ahead": ahead_ms}
        )
        numbers = dict(cursor.fetchall())
    for link in links:
        link.version = numbers[link.pk]
    return LinkVersion.objects.bulk_create(
        LinkVersion(
            link=link,
            version=link.version,
            preference_version=meant[link.pk],
            cause=cause,
            change=changes[link.pk],
        )
        for link in links
    )


def _record(kind: str, links: Collection[Link]) -> None:
    audit.record_all(
        kind=kind, bodies=[(link.participant_id, {"link": link.pk}) for link in links]
    )
