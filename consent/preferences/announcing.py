"""Telling the places of a change: a new version for each link, and what it means."""

from collections.abc import Sequence

from consent.grants import queries as grants
from consent.links import services as link_services
from consent.links.models import Link, LinkVersion
from consent.participants.models import Participant
from consent.preferences import queries
from consent.preferences.models import Preference
from consent.preferences.telling import told_to
from consent.publishing import services as publishing

FIRST = 1


def announce(
    *,
    participant: Participant,
    preference: Preference | None,
    cause: LinkVersion.Cause,
    change: LinkVersion.Change,
    links: Sequence[Link] | None = None,
) -> None:
    """Put the participant's choices and grants on their way, as the last statements.

    Inside the caller's transaction, which holds the participant's row. Without
    `links` every active one is told. What is told holds at the instant at which the
    database issued the versions.
    """
    links = _active_links(participant) if links is None else links
    if not links:
        return
    version = preference.version if preference else None
    versions = link_services.issue_versions(
        links=links,
        cause=cause,
        change={link.pk: _change_at(link, cause, change, version) for link in links},
        preference_version=version,
    )
    told = told_to(
        links,
        queries.choices_of(preference),
        [grants.value_of(grant) for grant in grants.alive(participant.pk)],
        at=versions[0].issued_at,
    )
    publishing.publish(versions=versions, told=told)


def _active_links(participant: Participant) -> list[Link]:
    return list(
        Link.objects.filter(participant=participant, state=Link.State.ACTIVE)
        .select_related("platform")
        .order_by("pk")
    )


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
