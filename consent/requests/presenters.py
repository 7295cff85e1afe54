"""Requests as their pages show them."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consent.requests.models import Asking, Request
from consent.requests.queries import ANSWERED, ENDED, WAITING
from consent.requests.services import is_open
from consent.requests.wording import EXPLAINED, STATES, sentence_of


@dataclass(frozen=True)
class Card:
    """One request, and how it stands."""

    url: str
    title: str
    organization: str
    sentence: str
    state: str
    state_words: str
    tone: str
    icon: str
    explained: str
    answer_by: datetime
    asked_at: datetime
    answered_at: datetime | None
    has_changed: bool

    @property
    def is_waiting(self) -> bool:
        return self.state in {"waiting", "talk"}


@dataclass(frozen=True)
class Tab:
    """One list of requests, as a link."""

    name: str
    words: str
    count: int
    is_here: bool


def present_card(asking: Asking) -> Card:
    state = state_of(asking)
    words, tone, icon = STATES[state]
    return Card(
        url=reverse("requests:detail", args=[asking.pk]),
        title=asking.request.title,
        organization=asking.request.organization.name,
        sentence=sentence_of(asking.grant or asking.request),
        state=state,
        state_words=_(words),
        tone=tone,
        icon=icon,
        explained=_(EXPLAINED[state]) if state in EXPLAINED else "",
        answer_by=asking.request.answer_by,
        asked_at=asking.asked_at,
        answered_at=asking.answered_at,
        has_changed=has_changed(asking),
    )


def state_of(asking: Asking) -> str:
    grant, request = asking.grant, asking.request
    now = timezone.now()
    if grant is not None and grant.ended_at is not None:
        return "stopped"
    if grant is not None and grant.until <= now:
        return "over"
    if asking.answer:
        return asking.answer
    if is_open(request):
        return "talk" if asking.talk_asked_at else "waiting"
    is_early = request.state == Request.State.ENDED and request.answer_by > now
    return "taken_back" if is_early else "ended"


def has_changed(asking: Asking) -> bool:
    """Tell whether the words of the request are not those the person said yes to."""
    grant = asking.grant
    return grant is not None and grant.text_version != asking.request.text_version


def present_tabs(counts: dict[str, int], here: str) -> list[Tab]:
    words = {WAITING: _("Waiting"), ANSWERED: _("Answered"), ENDED: _("Ended")}
    return [
        Tab(name, label, counts[name], is_here=name == here)
        for name, label in words.items()
    ]
