"""Saving a checked draft: all of it, or only what makes choices narrower."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from consent.decisions.narrowing import is_closed, narrows
from consent.errors import Stale
from consent.links.disclosure import share_conditions
from consent.links.models import Link, LinkVersion
from consent.links.queries import open_links_of
from consent.participants.models import Account, Authority, Participant
from consent.preferences import queries, services
from consent.preferences.careful import careful_part
from consent.preferences.models import Preference
from consent.vocabulary.choices import Choices


@dataclass(frozen=True)
class Draft:
    """Choices to check and save, and the version they are meant to replace.

    `places` are the codes of the platforms that may know the named conditions;
    `token` makes sure that one check page saves once.
    """

    participant_id: int
    value: Choices
    replacing: int | None
    places: frozenset[str] = frozenset()
    token: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    kept_at: datetime = field(default_factory=timezone.now)


@dataclass(frozen=True)
class Saved:
    """What was saved, if anything, and whether a wider part still waits."""

    preference: Preference | None
    is_rest_waiting: bool


def widens(draft: Draft, saved: Choices | None, told: frozenset[str]) -> bool:
    """Tell whether saving the draft lets anybody have, or know, more than now.

    `told` comes from `places_told`. Sharing with no one is never wider, whatever
    limits and duties it drops.
    """
    knows_more = bool(draft.value.conditions and draft.places - told)
    return knows_more or (not is_closed(draft.value) and narrows(draft.value, saved))


def lets_go(draft: Draft, links: Sequence[Link]) -> bool:
    """Tell whether saving the draft lets something flow again that a restore held."""
    return not is_closed(draft.value) and any(link.held_since for link in links)


def places_told(links: Sequence[Link]) -> frozenset[str]:
    """Give the codes of the platforms that may know the named conditions now."""
    return frozenset(link.platform.code for link in links if link.shares_conditions)


@transaction.atomic
def save(
    *, draft: Draft, by: Account, authority: Authority, language: str, may_widen: bool
) -> Saved:
    """Save the draft; without a fresh sign-in only its narrowing part.

    Raises Stale when somebody else chose meanwhile. Saving the same draft twice
    gives the preference of the first time.
    """
    participant = authority.participant
    # Before anything is read: a second press of the button waits for the first.
    Participant.objects.select_for_update().get(pk=participant.pk)
    newest = queries.current(participant)
    old = queries.choices_of(newest)
    if newest is not None and old == draft.value and newest.by_id == by.pk:
        draft = replace(draft, replacing=newest.version)
    _require_newest(draft, newest)
    links = list(open_links_of(participant))
    told = places_told(links)
    is_rest_waiting = not may_widen and (
        widens(draft, old, told) or lets_go(draft, links)
    )
    if is_rest_waiting:
        draft = _careful(draft, old, told)
        is_first = old is None and not is_closed(draft.value)
        if is_first or (draft.value == old and draft.places == told):
            return Saved(None, is_rest_waiting=True)
    changed = share_conditions(
        participant=participant, platform_codes=draft.places, by=by
    )
    preference = services.choose(
        participant=participant,
        value=draft.value,
        by=by,
        authority=authority,
        replacing=draft.replacing,
        language=language,
        releases=not is_rest_waiting,
    )
    if changed and newest is not None and preference.pk == newest.pk:
        services.tell_again(
            participant=participant,
            cause=LinkVersion.Cause.PREFERENCE,
            change=LinkVersion.Change.NARROWED,
            releases=not is_rest_waiting,
        )
    return Saved(preference, is_rest_waiting)


def _require_newest(draft: Draft, newest: Preference | None) -> None:
    """Refuse to build on an older version; sharing with no one never waits."""
    version = newest.version if newest else None
    if draft.replacing != version and not is_closed(draft.value):
        raise Stale(current=version)


def _careful(draft: Draft, old: Choices | None, told: frozenset[str]) -> Draft:
    """Keep the part of the draft that nobody needs to sign in again for."""
    draft = replace(draft, places=draft.places & told)
    if old is None or is_closed(draft.value):
        return draft
    careful = careful_part(old, draft.value)
    value = careful if narrows(old, careful) and not is_closed(old) else old
    return replace(draft, value=value)
