"""What can be asked of a place, and what was, in the words of the pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from consent.asks.models import Ask
from consent.links.models import Link
from consent.places.wording import ANSWERS, ASKS, TAKEN_BACK, AskWords

OFFERED = (Ask.Kind.STOP_USE, Ask.Kind.DELETE_DATA, Ask.Kind.DESTROY_SAMPLE)


@dataclass(frozen=True)
class Tag:
    """A short word with its colour and icon."""

    css: str
    words: str
    icon: str


@dataclass(frozen=True)
class AskLine:
    """Something that was asked, and the newest answer."""

    number: str
    kind: str
    title: str
    asked_at: datetime
    tag: Tag
    text: str
    answered_at: datetime | None
    may_be_taken_back: bool


@dataclass(frozen=True)
class Offer:
    """An ask that can be made, or the open one of its kind."""

    kind: str
    title: str
    line: str
    button: str
    open: AskLine | None


def offers(asks: Sequence[AskLine]) -> list[Offer]:
    """Give the three asks, each with the open one, if there is."""
    opened = {ask.kind: ask for ask in asks if ask.may_be_taken_back}
    return [
        Offer(
            kind.value,
            _(ASKS[kind].title),
            _(ASKS[kind].line),
            _(ASKS[kind].button),
            opened.get(kind.value),
        )
        for kind in OFFERED
    ]


def words_of(kind: Ask.Kind) -> AskWords:
    """Give the words of one kind of ask in the person's language."""
    words = ASKS[kind]
    return AskWords(
        title=_(words.title),
        line=_(words.line),
        button=_(words.button),
        means=tuple(map(_, words.means)),
        cannot_undo=tuple(map(_, words.cannot_undo)),
    )


def present_ask(ask: Ask) -> AskLine:
    said = TAKEN_BACK if ask.taken_back_at and not ask.answer else ANSWERS[ask.answer]
    css, words, icon = said
    return AskLine(
        number=str(ask.pk),
        kind=ask.kind,
        title=_(ASKS[Ask.Kind(ask.kind)].title),
        asked_at=ask.asked_at,
        tag=Tag(css, _(words), icon),
        text=ask.answer_text,
        answered_at=ask.answered_at,
        may_be_taken_back=ask.is_open and ask.link.state == Link.State.ACTIVE,
    )
