"""One question put to one person's choices: the answers met and what they come to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from consent.decisions.grants import Grant, covers
from consent.decisions.parts import (
    DETAILS_OF,
    Part,
    asked_kinds,
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

    def left_out(self) -> frozenset[Detail]:
        """Give the details left out in fact: a platform must be able to do it."""
        return self.use.leave_out & self.apart

    def row(self, party: Party, kinds: frozenset[Kind]) -> list[Part]:
        return cell_parts(self.preference, party, asked_kinds(kinds))

    def setting(self) -> list[Part]:
        """Give the answers that no smaller question could avoid."""
        return [
            *purpose_parts(self.preference, self.use, self.hierarchy),
            *place_parts(self.preference, self.use.places),
        ]

    def details(self) -> list[Part]:
        kinds = asked_kinds(self.use.kinds)
        return list(detail_parts(self.preference, kinds, self.left_out()))

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
        setting = self.setting()
        shared = [*setting, *self.details()]
        shared_lowest = lowest(shared)
        result, open_parts, used = Answer.YES, list(shared), []
        for party in self.use.parties:
            row = self.row(party, self.use.kinds)
            answer = min(shared_lowest, lowest(row))
            grant = self.grant_for(party) if answer is Answer.ASK else None
            if grant is None:
                open_parts.extend(row)
            else:
                answer = Answer.YES
                used.append(grant)
            result = min(result, answer)
        return Answered(result, lowest(setting), open_parts, used)

    def smaller(self, answered: "Answered") -> tuple[str, ...]:
        """Name kinds and details without which the answer would be better."""
        for target in (Answer.YES, Answer.ASK):
            if target > answered.result:
                for use in self.smaller_uses(target, answered.limit):
                    if replace(self, use=use).answered().result >= target:
                        return difference(self.use, use)
        return ()

    def smaller_uses(self, target: Answer, limit: Answer) -> list[Use]:
        """Propose the largest smaller uses that may reach the target.

        By nature, and inside each grant, which needs no more than ask.
        """
        found = [self.reduced(target, None)] if limit >= target else []
        if target is Answer.YES and limit >= Answer.ASK:
            found += [self.reduced(Answer.ASK, grant) for grant in self.grants]
        return [use for use in found if use is not None]

    def reduced(self, target: Answer, grant: Grant | None) -> Use | None:
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
        needed = frozenset({kind})
        if grant is not None and not needed <= with_implied(grant.kinds):
            return False
        if any(
            too_low & set(DETAILS_OF[part]) - self.apart for part in asked_kinds(needed)
        ):
            return False
        return all(
            lowest(self.row(party, needed)) >= target for party in self.use.parties
        )


@dataclass(frozen=True, slots=True)
class Answered:
    """The minimum, the parts that no grant lifted, and the grants that were used.

    `limit` is the answer of topic, flags, way and places: no smaller question gets past
    it without a grant.
    """

    result: Answer
    limit: Answer
    parts: list[Part]
    grants: list[Grant]


def difference(use: Use, smaller: Use) -> tuple[str, ...]:
    kinds = [kind.value for kind in Kind if kind in use.kinds - smaller.kinds]
    details = smaller.leave_out - use.leave_out
    return (*kinds, *(detail.value for detail in Detail if detail in details))
