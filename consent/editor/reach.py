"""How far a group's data answers reach, before and after a change; pure.

The answer to a use is the smallest of several answers, so all uses of a kind of data
are told apart by the pairs (before, after) that its parts can get together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final

from consent.decisions.compiled import EVERYWHERE, place_masks
from consent.decisions.parts import (
    DETAILS_OF,
    asked_kinds,
    cell_parts,
    lowest,
    studies,
)
from consent.decisions.uses import Party
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.diseases import Hierarchy
from consent.vocabulary.terms import ALL_DETAILS, Detail, Flag, Kind, Topic, Way

Pair = tuple[Answer, Answer]
Pairs = frozenset[Pair]
SURE: Final[Pairs] = frozenset({(Answer.YES, Answer.YES)})


@dataclass(frozen=True)
class Move:
    """The best answer before and after, and whether any use gets more or less."""

    before: Answer
    after: Answer
    has_more: bool
    has_less: bool


class Reach:
    """What two sets of choices allow, for any organization and kind of data.

    Without choices everything is no. Limits and duties are taken as met: what
    somebody must promise does not change who they are.
    """

    def __init__(
        self, old: Choices | None, new: Choices, *, hierarchy: Hierarchy
    ) -> None:
        self.is_first = old is None
        self.old = old or Choices()
        self.new = new
        self.hierarchy = hierarchy
        self.named = self.old.organizations.keys() | new.organizations.keys()

    def move(
        self, party: Party, kind: Kind, *, apart: frozenset[Detail] = ALL_DETAILS
    ) -> Move:
        return move_of(self.pairs(party, kind, apart=apart))

    def pairs(
        self, party: Party, kind: Kind, *, apart: frozenset[Detail] = ALL_DETAILS
    ) -> Pairs:
        """Give every pair that some use of this kind by this party gets."""
        if party.barred or party.group is None:
            return frozenset({(Answer.NO, Answer.NO)})
        kinds = asked_kinds(frozenset({kind}))
        row = (
            lowest(cell_parts(self.old, party, kinds)),
            lowest(cell_parts(self.new, party, kinds)),
        )
        details = [self._details(part, apart) for part in kinds]
        return both(frozenset({row}), self.shared, *chain.from_iterable(details))

    def _details(self, kind: Kind, apart: frozenset[Detail]) -> Iterable[Pairs]:
        """Yield each held-back detail; one kept apart counts only where it is asked for."""
        for detail in DETAILS_OF[kind]:
            pair = (
                self.old.details.get(detail, Answer.YES),
                self.new.details.get(detail, Answer.YES),
            )
            if pair != (Answer.YES, Answer.YES):
                yield frozenset({pair}) | (SURE if detail in apart else frozenset())

    @cached_property
    def shared(self) -> Pairs:
        """Give the pairs of topics, flags, ways and places: the same for everybody."""
        ways = [
            (self.old.ways.get(way, Answer.NO), self.new.ways.get(way, Answer.NO))
            for way in Way
        ]
        flags = [
            (self.old.flags.get(flag, Answer.NO), self.new.flags.get(flag, Answer.NO))
            for flag in Flag
        ]
        optional = [SURE | {pair} for pair in flags]
        return both(self._topics(), frozenset(ways), self._places(), *optional)

    def _topics(self) -> Pairs:
        plain = [topic for topic in Topic if topic is not Topic.CONDITION]
        found = {
            (
                self.old.topics.get(topic, Answer.NO),
                self.new.topics.get(topic, Answer.NO),
            )
            for topic in plain
        }
        for code in self.old.conditions | self.new.conditions:
            found.add((self._studied(self.old, code), self._studied(self.new, code)))
        return frozenset(found)

    def _studied(self, choices: Choices, disease: str) -> Answer:
        named = studies(frozenset({disease}), choices.conditions, self.hierarchy)
        topic = Topic.CONDITION if named else Topic.HEALTH
        return choices.topics.get(topic, Answer.NO)

    def _places(self) -> Pairs:
        return frozenset(
            (before, after)
            for before, old in _countries(self.old).items()
            for after, new in _countries(self.new).items()
            if old & new
        )


def both(*factors: Pairs) -> Pairs:
    """Combine parts that count together: the smaller answer wins on each side."""
    found = SURE
    for factor in factors:
        found = frozenset(
            (min(before, old), min(after, new))
            for before, after in found
            for old, new in factor
        )
    return found


def move_of(pairs: Pairs) -> Move:
    return Move(
        before=max(before for before, _after in pairs),
        after=max(after for _before, after in pairs),
        has_more=any(after > before for before, after in pairs),
        has_less=any(after < before for before, after in pairs),
    )


def _countries(choices: Choices) -> dict[Answer, int]:
    """Give the countries that get each answer, as masks."""
    yes, is_open = place_masks(choices)
    return {
        Answer.YES: yes,
        Answer.ASK: is_open & ~yes,
        Answer.NO: EVERYWHERE & ~is_open,
    }
