"""Places in the words of their pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from consent.asks.models import Residue
from consent.links.models import Link
from consent.organizations.models import Platform
from consent.places.asked import AskLine, Tag, present_ask
from consent.places.queries import Known, Places
from consent.places.wording import (
    LEGAL,
    PRIOR_FORM,
    STANDINGS,
    STATES,
)
from consent.preferences.remarks import BASIS_TEXTS, limits_of
from consent.publishing.presenters import Standing, present_places
from consent.vocabulary.choices import Choices
from consent.vocabulary.kinds import DETAIL, KIND
from consent.vocabulary.terms import ALL_DETAILS, Basis, Kind, kind_of


@dataclass(frozen=True)
class StayLine:
    """One thing that stays at a place, or went out."""

    kind: str
    text: str
    until: date | None


@dataclass(frozen=True)
class PlaceCard:
    """One place, with all that a person may want to know of it."""

    code: str
    name: str
    organization: str
    holds: str
    tag: Tag | None
    in_force_since: datetime | None
    uses: int
    reported_at: datetime | None
    without_choice: Sequence[str]
    mixed: Sequence[str]
    mixed_now: Sequence[str]
    legal: str
    stop_days: int
    stays: Sequence[StayLine]
    stays_said_at: datetime | None
    asks: Sequence[AskLine]
    is_listed: bool
    is_leaving: bool
    can_be_asked: bool

    @property
    def open_asks(self) -> int:
        return sum(ask.may_be_taken_back for ask in self.asks)


def present(places: Places) -> list[PlaceCard]:
    """Present each place; those that are on the list come first."""
    cards = [present_place(known, places.saved) for known in places.known]
    return sorted(cards, key=lambda card: not card.is_listed)


def present_place(known: Known, saved: Choices | None) -> PlaceCard:
    platform, link = known.platform, known.link
    is_listed = link.state != Link.State.ENDED
    is_active = link.state == Link.State.ACTIVE
    stays = _stays(known.residue)
    return PlaceCard(
        code=platform.code,
        name=platform.name,
        organization=platform.organization.name,
        holds=platform.holds,
        tag=_tag(known) if is_listed else None,
        in_force_since=known.progress.enforced_at if known.progress else None,
        uses=known.uses,
        reported_at=known.reported_at,
        without_choice=_without_choice(link, saved) if is_listed else [],
        mixed=_mixed(platform) if is_listed else [],
        mixed_now=limits_of(saved, [link]) if saved and is_active else [],
        legal=_(LEGAL[Link.LegalEffect(link.legal_effect)]) if is_listed else "",
        stop_days=platform.stop_days,
        stays=[
            StayLine(str(Residue.Kind(one.kind).label), one.text, one.until)
            for one in stays
        ],
        stays_said_at=stays[0].said_at if stays else None,
        asks=[present_ask(ask) for ask in known.asks],
        is_listed=is_listed,
        is_leaving=link.state == Link.State.ENDING,
        can_be_asked=is_active and platform.state != Platform.State.ENDED,
    )


def _tag(known: Known) -> Tag | None:
    if known.progress is None:
        return None
    [place] = present_places([known.progress])
    is_fine = place.standing is Standing.FINE
    css, words, icon = STATES[place.state] if is_fine else STANDINGS[place.standing]
    return Tag(css, _(words), icon)


def _without_choice(link: Link, saved: Choices | None) -> list[str]:
    """Say on what else the place may rely, each in a sentence."""
    found = [
        _(BASIS_TEXTS[Basis(basis)])
        for basis in link.platform.bases
        if basis in BASIS_TEXTS
    ]
    if link.has_prior_consent and saved is None:
        found.append(_(PRIOR_FORM))
    return found


def _mixed(platform: Platform) -> list[str]:
    """Say which details the place cannot keep apart, a sentence for each kind."""
    by_kind: dict[Kind, list[str]] = {}
    for detail in DETAIL:
        if detail in ALL_DETAILS and detail.value not in platform.details_apart:
            by_kind.setdefault(kind_of(detail), []).append(_(DETAIL[detail].label))
    return [
        _("%(kind)s: %(details)s")
        % {"kind": _(KIND[kind].label), "details": ", ".join(details)}
        for kind, details in by_kind.items()
    ]


def _stays(residue: Sequence[Residue]) -> list[Residue]:
    """Leave out what should be gone by now."""
    today = timezone.localdate()
    return [line for line in residue if line.until is None or line.until >= today]
