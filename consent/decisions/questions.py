"""One question put to one person's choices: the answers met and what they come to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from consent.decisions.grants import Grant, covers
from consent.decisions.parts import (
    DETAILS_OF,
    Part,
    cell_parts,
    detail_parts,
    lowest,
    place_parts,
    purpose_parts,
)
from consent.decisions.uses import Party, Use
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.diseases import Hierarchy
from consent.vocabulary.terms import Detail, Kind, with_implied


@dataclass(slots=True)
class Question:
    """A use, a preference, and the facts needed to answer; limits are not looked at."""

    preference: Choices
    use: Use
    grants: Sequence[Grant]
    hierarchy: Hierarchy
    at: datetime
    apart: frozenset[Detail]

    def asks_for(self) -> list[Kind]:
        asked = with_implied(self.use.kinds)
        return [kind for kind in Kind if kind in asked]

    def left_out(self) -> frozenset[Detail]:
        """Give the details left out in fact: a platform must be able to do it."""
        return self.use.leave_out & self.apart

    def rows(self) -> list[tuple[Party, list[Part]]]:
        kinds = self.asks_for()
        return [
            (party, list(cell_parts(self.preference, party, kinds)))
            for party in self.use.parties
        ]

    def setting(self) -> list[Part]:
        """Give the answers that no smaller question could avoid."""
        return [
            *purpose_parts(self.preference, self.use, self.hierarchy),
            *place_parts(self.preference, self.use.places),
        ]

    def details(self) -> list[Part]:
        return list(detail_parts(self.preference, self.asks_for(), self.left_out()))

    def grant_for(self, party: Party) -> Grant | None:
        left_out = self.left_out()
        for grant in self.grants:
            if covers(
                grant,
                self.use,
                party=party,
                left_out=left_out,
                hierarchy=self.hierarchy,
                at=self.at,
            ):
                return grant
        return None

    def answered(self) -> "Answered":
        """Take the minimum over all parts, lifting ask to yes where a grant says so.

        A grant speaks for one organization, so each party's own minimum is lifted by
        itself: a grant to one never helps another that takes part.
        """
        shared = [*self.setting(), *self.details()]
        shared_lowest = lowest(shared)
        result, open_parts, used = Answer.YES, list(shared), []
        for party, row in self.rows():
            answer = min(shared_lowest, lowest(row))
            grant = self.grant_for(party) if answer is Answer.ASK else None
            if grant is None:
                open_parts.extend(row)
            else:
                answer = Answer.YES
                used.append(grant)
            result = min(result, answer)
        return Answered(result, open_parts, used)

    def smaller(self) -> tuple[str, ...]:
        """Name kinds and details without which the answer would be better."""
        result = self.answered().result
        for target in (Answer.YES, Answer.ASK):
            if target > result:
                for use in self.smaller_uses(target):
                    if replace_use(self, use).answered().result >= target:
                        return difference(self.use, use)
        return ()

    def smaller_uses(self, target: Answer) -> list[Use]:
        """Propose the largest smaller uses that may reach the target.

        By nature, and inside each grant, which needs no more than ask.
        """
        found = [self.reduced(target, None)]
        if target is Answer.YES:
            found += [self.reduced(Answer.ASK, grant) for grant in self.grants]
        return [use for use in found if use is not None]

    def reduced(self, target: Answer, grant: Grant | None) -> Use | None:
        if lowest(self.setting()) < target:
            return None
        too_low = {
            detail
            for detail in Detail
            if self.preference.details.get(detail, Answer.YES) < target
            or (grant is not None and detail in grant.leave_out)
        } - self.left_out()
        kinds = frozenset(
            kind
            for kind in self.use.kinds
            if self.reaches(kind, target, too_low, grant)
        )
        if not kinds:
            return None
        dropped = frozenset(
            detail for kind in kinds for detail in DETAILS_OF[kind] if detail in too_low
        )
        return replace(self.use, kinds=kinds, leave_out=self.use.leave_out | dropped)

    def reaches(
        self, kind: Kind, target: Answer, too_low: set[Detail], grant: Grant | None
    ) -> bool:
        needed = with_implied(frozenset({kind}))
        if grant is not None and not needed <= with_implied(grant.kinds):
            return False
        if any(too_low & set(DETAILS_OF[part]) - self.apart for part in needed):
            return False
        return all(
            lowest(cell_parts(self.preference, party, needed)) >= target
            for party in self.use.parties
        )


@dataclass(frozen=True, slots=True)
class Answered:
    """The minimum, the parts that no grant lifted, and the grants that were used."""

    result: Answer
    parts: list[Part]
    grants: list[Grant]


def replace_use(question: Question, use: Use) -> Question:
    return replace(question, use=use)


def difference(use: Use, smaller: Use) -> tuple[str, ...]:
    kinds = [kind.value for kind in Kind if kind in use.kinds - smaller.kinds]
    details = smaller.leave_out - use.leave_out
    return (*kinds, *(detail.value for detail in Detail if detail in details))
