"""What choices would have said to the uses of the last 12 months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from consent.access_history.words import KIND_WORDS, list_words
from consent.decisions.results import ReasonCode, Result
from consent.decisions.rule import decide
from consent.diseases.queries import hierarchy
from consent.editor.queries import MOST_USES, PastUses, World, events_by_id, past_uses
from consent.evaluations.uses import stated_use
from consent.grants import queries as grants
from consent.grants.models import Grant
from consent.vocabulary.choices import Choices

MOST_LINES: Final = 3
# Such a use is refused whatever the person chooses, so no choice refused it.
NOT_BY_CHOICE: Final = frozenset(
    {
        ReasonCode.INCOMPLETE,
        ReasonCode.NOT_A_CHOICE,
        ReasonCode.UNKNOWN_PARTY,
        ReasonCode.BARRED_RECIPIENT,
    }
)


@dataclass(frozen=True)
class PastLine:
    """Some past uses of one kind that the new choices would have stopped."""

    text: str
    at: datetime
    url: str
    count: int
    answer: str


@dataclass(frozen=True)
class Past:
    """What the new choices would have said to the uses of the last 12 months."""

    looked_at: int
    refused: int
    asked: int
    lines: Sequence[PastLine]
    has_more: bool
    is_sample: bool


def past_under(
    new: Choices, world: World, given: Sequence[Grant], at: datetime
) -> Past:
    places = {link.pk: link for link in world.links}
    values = [grants.value_of(grant) for grant in given]
    uses = past_uses(world.links) if places else []
    stopped: list[tuple[PastUses, Result]] = []
    for row in uses:
        link = places[row.link_id]
        parties = world.parties_named([row.organization, *row.on_behalf_of], link)
        stated = stated_use(row.use, parties, link.platform)
        decision = decide(
            new,
            stated.use,
            grants=values,
            hierarchy=hierarchy,
            at=at,
            apart=stated.apart,
        )
        codes = {reason.code for reason in decision.reasons}
        if not decision.is_permitted and codes.isdisjoint(NOT_BY_CHOICE):
            stopped.append((row, decision.result))
    looked_at = sum(row.count for row in uses)
    return Past(
        looked_at=looked_at,
        refused=sum(row.count for row, said in stopped if said is Result.DENY),
        asked=sum(row.count for row, said in stopped if said is Result.ASK),
        lines=_lines(stopped[:MOST_LINES], world),
        has_more=len(stopped) > MOST_LINES,
        is_sample=looked_at >= MOST_USES,
    )


def _lines(stopped: Sequence[tuple[PastUses, Result]], world: World) -> list[PastLine]:
    events = events_by_id([row.newest for row, _said in stopped])
    names = {code: row.name for code, row in world.organizations.items()}
    return [
        PastLine(
            text=_("%(who)s: %(what)s")
            % {
                "who": names.get(row.organization, row.organization),
                "what": list_words(
                    _(KIND_WORDS.get(kind, kind)) for kind in events[row.newest].kinds
                ),
            },
            at=events[row.newest].occurred_at,
            url=reverse("access_history:detail", args=[row.newest]),
            count=row.count,
            answer="no" if said is Result.DENY else "ask",
        )
        for row, said in stopped
    ]
