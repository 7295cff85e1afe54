"""Requests as their pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from consent.diseases.queries import labels_of
from consent.requests.models import Asking, Request
from consent.vocabulary.countries import COUNTRIES
from consent.vocabulary.duties import DUTY
from consent.vocabulary.kinds import KIND
from consent.vocabulary.terms import ALWAYS_DUTIES, Duty, Kind, Topic, Way
from consent.vocabulary.topics import PURPOSE
from consent.vocabulary.ways import WAY

STATES: Final = {
    "waiting": gettext_noop("Waiting for you"),
    "yes": gettext_noop("You said yes"),
    "no": gettext_noop("You said no"),
    "ended": gettext_noop("Ended. That counts as no"),
    "stopped": gettext_noop("You stopped it"),
}


@dataclass(frozen=True)
class Card:
    """One request in the list."""

    url: str
    title: str
    organization: str
    state: str
    state_words: str
    answer_by: datetime
    asked_at: datetime
    answered_at: datetime | None


def present_card(asking: Asking) -> Card:
    state = state_of(asking)
    return Card(
        url=reverse("requests:detail", args=[asking.pk]),
        title=asking.request.title,
        organization=asking.request.organization.name,
        state=state,
        state_words=_(STATES[state]),
        answer_by=asking.request.answer_by,
        asked_at=asking.asked_at,
        answered_at=asking.answered_at,
    )


def state_of(asking: Asking) -> str:
    if asking.grant is not None and asking.grant.ended_at is not None:
        return "stopped"
    if asking.answer:
        return asking.answer
    request = asking.request
    is_open = request.state == Request.State.OPEN and request.answer_by > timezone.now()
    return "waiting" if is_open else "ended"


def facts_of(request: Request) -> list[tuple[str, str]]:
    """List what a yes would allow, and what it would not."""
    asked = set(request.kinds)
    kinds = [_(KIND[Kind(kind)].label) for kind in request.kinds]
    others = [_(row.label) for row in KIND.values() if row.code not in asked]
    diseases = labels_of(request.diseases).values() if request.diseases else ()
    extras = [
        *([_("They may make tools and AI.")] if request.is_tools else []),
        *([_("They may make things to sell.")] if request.is_commercial else []),
    ]
    facts = [
        (_("Who asks"), request.organization.name),
        (_("What they want"), _lines(kinds)),
        (_("What they do not get"), _lines(others)),
        (_("Why"), _(PURPOSE[Topic(request.topic)].label)),
        (_("Which illness"), _lines(diseases)),
        (_("Also"), " ".join(extras)),
        (_("How"), _lines(_(WAY[Way(way)].label) for way in request.ways)),
        (_("Where"), _lines(_(COUNTRIES.get(code, code)) for code in request.places)),
    ]
    return [(label, text) for label, text in facts if text]


def promises() -> list[str]:
    """List what holds for every use."""
    return [_(DUTY[duty].label) for duty in Duty if duty in ALWAYS_DUTIES]


def _lines(words: Iterable[str]) -> str:
    return ", ".join(words)
