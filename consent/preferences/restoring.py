"""Agreeing with a platform after our records were restored: the careful answer wins."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from consent.decisions.grants import Grant
from consent.decisions.told import nothing
from consent.grants import queries as grants
from consent.links import services as link_services
from consent.links.models import Link, LinkVersion
from consent.organizations.models import Platform
from consent.participants.models import Participant
from consent.preferences import queries
from consent.preferences.holding import links_elsewhere, links_to_hold
from consent.preferences.models import CurrentPreference, Preference
from consent.preferences.telling import ended, told_each, with_asks
from consent.publishing import restore
from consent.publishing import services as publishing
from consent.publishing.claims import lock_deliveries
from consent.publishing.digest import Difference, Held
from consent.publishing.healing import heal
from consent.publishing.models import Delivery
from consent.publishing.restore import Span
from consent.publishing.targets import send_again
from consent.vocabulary.choices import Choices

MOST_AT_ONCE = 5_000
# Who posts a page waits for the answer: what takes longer is left for the next call.
PATIENCE = 5.0
TOGETHER = 200
Cause, Change = LinkVersion.Cause, LinkVersion.Change
# These mean nothing more than they say; of "some" there are wider and narrower ones.
PLAIN = {"none", "ended"}


@dataclass(frozen=True)
class Standing:
    """What one link stands for: the choices, their number, and the grants."""

    version: int | None
    value: Choices | None
    grants: Sequence[Grant]


@dataclass(frozen=True)
class Page:
    """A part of what a platform holds, and how it differs from what we know."""

    held: Mapping[str, Held]
    differences: Mapping[str, Difference]

    def knows_more(self, link: Link) -> bool:
        """Whether the place holds what we never issued, and not plainly the same."""
        difference = self.differences.get(link.subject_id)
        if difference is None or difference.code != "ahead":
            return False
        said = self.held[link.subject_id].sharing
        return not (said == difference.sharing and said in PLAIN)

    def knows_a_choice(self, link: Link) -> bool:
        """Whether that is a choice for every place; leaving concerns one place only."""
        return self.knows_more(link) and self.held[link.subject_id].sharing != "ended"

    def has_none_of(self, link: Link) -> bool:
        """Whether the place holds nothing, though we thought that it received something.

        Whoever left may be forgotten there: perhaps they left in what we lost.
        """
        delivery: Delivery = link.delivery
        return link.subject_id not in self.held and (
            max(delivery.received_version, delivery.enforced_version) > 0
        )


def reconcile(
    *,
    platform: Platform,
    held: Sequence[Held],
    differences: Sequence[Difference],
    span: Span,
) -> bool:
    """Give every link of the span a new version; return whether all is agreed now.

    `held` is all that the platform holds in the span, `differences` come from
    `publishing.digest.compare`. Where the platform knows a version that we lost, and
    the person has not chosen since, all their links are held: nothing flows until they
    do. Where it holds nothing of somebody whom it once received, or who left, this one
    link is held: perhaps they left. Otherwise it is told what our records say. Posting the same again is fine; of a
    span with very many links some are left for the next call.
    """
    since = restore.reconciling_since(platform)
    if since is None:
        return True
    page = Page(
        {one.subject_id: one for one in held},
        {one.subject_id: one for one in differences},
    )
    left = restore.links_left(platform, since=since, span=span, most=MOST_AT_ONCE)
    ends = time.monotonic() + PATIENCE
    for start in range(0, len(left), TOGETHER):
        _tell_restored(left[start : start + TOGETHER], page, since)
        if time.monotonic() > ends:
            break
    heal(
        platform=platform,
        differences=[one for one in differences if one.link_id not in set(left)],
    )
    return span.is_last and restore.finish(platform=platform, since=since)


@transaction.atomic
def _tell_restored(link_ids: Sequence[int], page: Page, since: datetime) -> None:
    people = Link.objects.filter(pk__in=link_ids).values("participant_id")
    list(Participant.objects.filter(pk__in=people).order_by("pk").select_for_update())
    links = list(
        Link.objects.open()
        .filter(pk__in=link_ids)
        .select_related("platform", "delivery")
        .order_by("pk")
    )
    if not links:
        return
    known = {
        link.pk for link in links if page.knows_more(link) or page.has_none_of(link)
    }
    held = links_to_hold(links, known=known, since=since)
    # A lost choice was told everywhere: other places must not go on by an older one.
    elsewhere = links_elsewhere(
        {link.participant_id for link in held if page.knows_a_choice(link)},
        besides=links,
        since=since,
    )
    links += elsewhere
    standing = _standing_of(links)
    link_services.hold_links(links=[*held, *elsewhere])
    versions = link_services.issue_versions(
        links=links,
        cause=Cause.RESTORE,
        change={link.pk: _change_at(link) for link in links},
        preference_version={
            link.pk: None if link.held_since else standing[link.pk].version
            for link in links
        },
        # Also before what was told a moment before the restore.
        ahead_ms=link_services.JITTER_MS,
    )
    told = told_each(
        links,
        {
            link.pk: (standing[link.pk].value, standing[link.pk].grants)
            for link in links
        },
        at=versions[0].issued_at,
    )
    _take_back(links, page)
    publishing.publish(
        versions=versions,
        told=with_asks({link.pk: _told(link, told[link.pk]) for link in links}),
    )


def _change_at(link: Link) -> LinkVersion.Change:
    is_over = link.held_since is not None or link.state == Link.State.ENDING
    return Change.WITHDRAWN if is_over else Change.WIDENED


def _told(link: Link, told: Mapping[str, object]) -> Mapping[str, object]:
    if link.state == Link.State.ENDING:
        return ended()
    return nothing() if link.held_since is not None else told


def _standing_of(links: Sequence[Link]) -> dict[int, Standing]:
    people = {link.participant_id for link in links}
    current: dict[int, Preference] = {
        one.participant_id: one.preference
        for one in CurrentPreference.objects.filter(
            participant__in=people
        ).select_related("preference")
    }
    values = {one: queries.choices_of(current.get(one)) for one in people}
    given = {
        one: [grants.value_of(grant) for grant in found]
        for one, found in grants.alive_of(people).items()
    }
    return {
        link.pk: Standing(
            current[link.participant_id].version
            if link.participant_id in current
            else None,
            values[link.participant_id],
            given[link.participant_id],
        )
        for link in links
    }


def _take_back(links: Sequence[Link], page: Page) -> None:
    """Note where the platform holds less than our records say that it received."""
    behind = {}
    for link in links:
        difference = page.differences.get(link.subject_id)
        if difference is not None and difference.is_news:
            behind[link.pk] = difference.held
    if behind:
        lock_deliveries([link.pk for link in links])
        send_again(held=behind)
