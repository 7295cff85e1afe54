"""Telling the places of a change: a new version for each link, and what it means."""

from collections.abc import Sequence

from consent.decisions.told import nothing
from consent.grants import queries as grants
from consent.links import services as link_services
from consent.links.models import Link, LinkVersion
from consent.participants.models import Participant
from consent.preferences import queries
from consent.preferences.models import Preference
from consent.preferences.telling import ended, told_to, with_asks
from consent.publishing import services as publishing
from consent.publishing.restore import reconciling

FIRST = 1
Cause, Change = LinkVersion.Cause, LinkVersion.Change


def announce(
    *,
    participant: Participant,
    preference: Preference | None,
    cause: LinkVersion.Cause,
    change: LinkVersion.Change,
    links: Sequence[Link] | None = None,
    releases: bool = True,
) -> None:
    """Put the participant's choices and grants on their way, as the last statements.

    Inside the caller's transaction, which holds the participant's row. Without
    `links` every active one is told. What is told holds at the instant at which the
    database issued the versions.

    Choosing lets links go that were held after a restore, unless it must not widen
    anything (`releases`); until then they are told of nothing else.
    """
    links = active_links(participant) if links is None else links
    if cause == Cause.PREFERENCE and releases:
        link_services.release_links(links=links)
    links, silent = _heard_by(links, cause, change)
    if not links:
        return
    version = preference.version if preference else None
    versions = link_services.issue_versions(
        links=links,
        cause=cause,
        change={link.pk: _change_at(link, cause, change, version) for link in links},
        preference_version={
            link.pk: None if link.pk in silent else version for link in links
        },
    )
    told = told_to(
        links,
        queries.choices_of(preference),
        [grants.value_of(grant) for grant in grants.alive(participant.pk)],
        at=versions[0].issued_at,
    )
    publishing.publish(
        versions=versions,
        told=with_asks({**told, **dict.fromkeys(silent, nothing())}),
    )


def announce_end(*, link: Link, preference: Preference | None) -> None:
    """Tell one place for the last time: the link is over once this is in force."""
    versions = link_services.issue_versions(
        links=[link],
        cause=Cause.ENDED,
        change=Change.WITHDRAWN,
        preference_version=preference.version if preference else None,
    )
    publishing.publish(versions=versions, told=with_asks({link.pk: ended()}))


def active_links(participant: Participant) -> list[Link]:
    """Return the links over which choices flow, in the order in which rows are locked."""
    return list(
        Link.objects.filter(participant=participant, state=Link.State.ACTIVE)
        .select_related("platform")
        .order_by("pk")
    )


def _heard_by(
    links: Sequence[Link], cause: LinkVersion.Cause, change: LinkVersion.Change
) -> tuple[list[Link], frozenset[int]]:
    """Return the links to tell, and those to be told that nothing is shared.

    A place that has not said what it holds since a restore may know a newer, narrower
    choice than we do. What the person did not choose just now is told there as
    nothing, or, when it is wider, by what ends the reconciling.
    """
    held = frozenset(link.pk for link in links if link.held_since is not None)
    if cause == Cause.ASK and held:
        # An ask is heard there too, beside nothing else.
        return list(links), held | _waiting(links)
    links = [link for link in links if link.held_since is None]
    if cause in {Cause.PREFERENCE, Cause.LINKED}:
        return links, frozenset()
    waiting = _waiting(links)
    if change == Change.WIDENED:
        return [link for link in links if link.pk not in waiting], frozenset()
    return links, waiting


def _waiting(links: Sequence[Link]) -> frozenset[int]:
    """Return the links whose place has not said what it holds since a restore."""
    places = reconciling({link.platform_id for link in links})
    return frozenset(link.pk for link in links if link.platform_id in places)


def _change_at(
    link: Link,
    cause: LinkVersion.Cause,
    change: LinkVersion.Change,
    version: int | None,
) -> LinkVersion.Change:
    """Name the change for one place: a first choice ends what an older form allowed."""
    ends_older_form = (
        link.has_prior_consent
        and cause == LinkVersion.Cause.PREFERENCE
        and version == FIRST
        and change == LinkVersion.Change.WIDENED
    )
    return LinkVersion.Change.NARROWED if ends_older_form else change
