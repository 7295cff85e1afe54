"""Choosing: one transaction from a person's click to deliveries that are due."""

import hashlib
import json

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from consent.audit import services as audit
from consent.decisions.narrowing import change_kind, is_closed
from consent.decisions.results import Result
from consent.errors import NotYours, Stale
from consent.grants import queries as grant_queries
from consent.grants import services as grant_services
from consent.grants.scopes import judge
from consent.links import services as link_services
from consent.links.models import Link, LinkVersion
from consent.notifications.arrivals import tell_saved
from consent.organizations.models import Platform
from consent.participants.models import Account, Authority, Participant
from consent.preferences import compilation, notices, queries
from consent.preferences.announcing import active_links, announce, announce_end
from consent.preferences.models import CurrentPreference, Preference
from consent.vocabulary.choices import Choices
from consent.vocabulary.levels import Level, level_of
from consent.vocabulary.validity import check


@transaction.atomic
def choose(
    *,
    participant: Participant,
    value: Choices,
    by: Account,
    authority: Authority,
    replacing: int | None,
    language: str,
    releases: bool = True,
) -> Preference:
    """Append a new preference and start telling every linked platform.

    `replacing` is the version the person was looking at (None: none yet); if it is
    no longer the newest, nothing changes and Stale is raised, unless the person
    shares with no one: that never waits. The same choices again return the current
    preference. Links that were held go on, unless `releases` is off: then they wait
    for a choice that may widen. Raises InvalidChoices for choices that contradict
    themselves and NotYours without a right to choose.
    """
    check(value)
    Participant.objects.select_for_update().get(pk=participant.pk)
    _require_right(participant, by, authority)
    previous = queries.current(participant)
    level = level_of(value)
    version = previous.version if previous else None
    # Not by its level: a limit left in the form must not make a withdrawal wait.
    if version != replacing and not is_closed(value):
        raise Stale(current=version)
    before = queries.choices_of(previous)
    if previous is not None and before == value:
        if releases:
            _release_held_links(participant, previous)
        return previous
    preference = _append(participant, value, level, previous, by, authority, language)
    compilation.compile_current(preference, value)
    _end_refused_grants(participant, value)
    tell_saved(participant=participant, version=preference.version)
    announce(
        participant=participant,
        preference=preference,
        cause=LinkVersion.Cause.PREFERENCE,
        change=_change(before, value),
        releases=releases,
    )
    return preference


@transaction.atomic
def join(
    *,
    participant: Participant,
    platform: Platform,
    by: Account,
    legal_effect: Link.LegalEffect = Link.LegalEffect.CONSENT,
    has_prior_consent: bool = False,
) -> Link:
    """Link a participant to a platform and tell it the choices they have now."""
    link = link_services.open_link(
        participant=participant,
        platform=platform,
        legal_effect=legal_effect,
        has_prior_consent=has_prior_consent,
        by=by,
    )
    preference = queries.current(participant)
    announce(
        participant=participant,
        preference=preference,
        cause=LinkVersion.Cause.LINKED,
        change=_change(None, queries.choices_of(preference)),
        links=[link],
    )
    return link


@transaction.atomic
def leave(*, participant: Participant, platform: Platform, by: Account) -> Link:
    """Take a place off a participant's list: it is told once more, to stop.

    The link is over when the place has put that in force; joining again makes a new
    subject id. Raises NotYours without a link and LinkEnded when it is ending.
    """
    Participant.objects.select_for_update().get(pk=participant.pk)
    link = (
        Link.objects.filter(participant=participant, platform=platform)
        .exclude(state=Link.State.ENDED)
        .select_related("platform")
        .first()
    )
    if link is None:
        raise NotYours
    link_services.end_link(link=link, by=by)
    announce_end(link=link, preference=queries.current(participant))
    return link


@transaction.atomic
def tell_again(
    *,
    participant: Participant,
    cause: LinkVersion.Cause,
    change: LinkVersion.Change,
    releases: bool = True,
) -> None:
    """Give every active link a new version: something beside the choices changed.

    `releases` is as in `choose`, and counts for new choices only.
    """
    Participant.objects.select_for_update().get(pk=participant.pk)
    announce(
        participant=participant,
        preference=queries.current(participant),
        cause=cause,
        change=change,
        releases=releases,
    )


@transaction.atomic
def tell_expired(*, participant_id: int) -> bool:
    """Tell the platforms that a participant's choices have run out; once for each set.

    The rule says no from the moment of expiry on, told or not. Returns whether
    there was something to tell.
    """
    participant = Participant.objects.select_for_update().get(pk=participant_id)
    told = CurrentPreference.objects.filter(
        participant=participant, until__lte=Now(), is_expiry_told=False
    ).update(is_expiry_told=True)
    if told:
        tell_again(
            participant=participant,
            cause=LinkVersion.Cause.EXPIRY,
            change=LinkVersion.Change.WITHDRAWN,
        )
    return bool(told)


def _release_held_links(participant: Participant, preference: Preference) -> None:
    """Choosing the same again counts: links that a restore held follow it again."""
    held = [link for link in active_links(participant) if link.held_since is not None]
    announce(
        participant=participant,
        preference=preference,
        cause=LinkVersion.Cause.PREFERENCE,
        change=LinkVersion.Change.WIDENED,
        links=held,
    )


def _require_right(participant: Participant, by: Account, authority: Authority) -> None:
    if not Authority.objects.to_choose().held(authority, by, participant).exists():
        raise NotYours


def _append(
    participant: Participant,
    value: Choices,
    level: Level,
    previous: Preference | None,
    by: Account,
    authority: Authority,
    language: str,
) -> Preference:
    document = {**value.to_json(), "conditions": []}
    preference = Preference.objects.create(
        participant=participant,
        version=previous.version + 1 if previous else 1,
        level=level,
        value=document,
        sealed_conditions=queries.seal_conditions(value.conditions),
        digest=_digest(value),
        by=by,
        authority=authority,
        cause=_cause(authority),
        notice=notices.current_notice(language),
    )
    audit.record(
        kind="preference.chosen",
        participant_id=participant.pk,
        body={
            "version": preference.version,
            "digest": preference.digest,
            "by": by.pk,
            "authority": authority.pk,
        },
    )
    return preference


def _cause(authority: Authority) -> Preference.Cause:
    is_assisted = authority.kind == Authority.Kind.STAFF_ASSISTED
    return Preference.Cause.ASSISTED if is_assisted else Preference.Cause.CHOSEN


def _digest(value: Choices) -> str:
    canonical = json.dumps(value.to_json(), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _change(before: Choices | None, after: Choices | None) -> LinkVersion.Change:
    """Name the change; what is the same in kind is told as a widening, unhurried."""
    kind = change_kind(before, after)
    return LinkVersion.Change("widened" if kind == "same" else kind)


def _end_refused_grants(participant: Participant, value: Choices) -> None:
    """End every grant whose scope the new choices say no to; ended stays ended."""
    refused = [
        grant
        for grant in grant_queries.alive(participant.pk)
        if Result.DENY
        in {found.result for found in judge(value, grant, timezone.now())}
    ]
    grant_services.end(grants=refused, cause="preference")
