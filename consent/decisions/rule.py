"""The rule: the more careful answer wins."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from consent.decisions.demands import obligations_of, unmet_demands
from consent.decisions.grants import Grant
from consent.decisions.parts import Part
from consent.decisions.questions import Answered, Question
from consent.decisions.results import Decision, Reason, ReasonCode, Result
from consent.decisions.uses import Use
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.diseases import Hierarchy
from consent.vocabulary.groups import GROUP
from consent.vocabulary.kinds import DETAIL, KIND
from consent.vocabulary.terms import (
    ALL_DETAILS,
    VOCABULARY_VERSION,
    Basis,
    Detail,
    Flag,
    with_implied,
)
from consent.vocabulary.topics import PURPOSE
from consent.vocabulary.ways import WAY

RESULT_OF: Final = {
    Answer.YES: Result.PERMIT,
    Answer.ASK: Result.ASK,
    Answer.NO: Result.DENY,
}
CODE_OF: Final = {
    Answer.YES: ReasonCode.SAID_YES,
    Answer.ASK: ReasonCode.SAID_ASK,
    Answer.NO: ReasonCode.SAID_NO,
}
PLAIN: Final = ("place:", "way:", "flag:")


def decide(
    preference: Choices | None,
    use: Use,
    *,
    grants: Sequence[Grant] = (),
    hierarchy: Hierarchy,
    at: datetime,
    apart: frozenset[Detail] = ALL_DETAILS,
) -> Decision:
    """Answer one use from one person's choices; pure and total.

    `apart` are the details that the platform can keep apart; leaving out any other
    has no effect, so there the whole kind takes the detail's answer.
    """
    refusals = (
        use_refusals(use)
        or preference_refusals(preference, use, at)
        or party_refusals(use)
    )
    if preference is None or refusals:
        return Decision(Result.DENY, tuple(refusals))
    question = Question(preference, use, grants, hierarchy, at, apart)
    answered = question.answered()
    reasons = reasons_for(answered)
    unmet = unmet_demands(preference, use)
    if unmet:
        kept = reasons if answered.result is Answer.NO else []
        return Decision(Result.DENY, (*kept, *unmet))
    if answered.result is Answer.YES:
        obligations = obligations_of(preference)
        return Decision(Result.PERMIT, tuple(reasons), obligations=obligations)
    smaller = question.smaller(answered)
    return Decision(RESULT_OF[answered.result], tuple(reasons), smaller)


def use_refusals(use: Use) -> list[Reason]:
    """Tell why the use itself cannot be decided."""
    missing = use.missing
    if missing:
        return [Reason(ReasonCode.INCOMPLETE, part) for part in missing]
    if use.basis is not None and use.basis is not Basis.CHOICE:
        return [Reason(ReasonCode.NOT_A_CHOICE, f"basis:{use.basis.value}")]
    return []


def preference_refusals(
    preference: Choices | None, use: Use, at: datetime
) -> list[Reason]:
    """Tell why the preference cannot answer."""
    if preference is None:
        return [Reason(ReasonCode.UNANSWERED)]
    if preference.until is not None and at >= preference.until:
        return [Reason(ReasonCode.EXPIRED)]
    if preference.vocabulary > VOCABULARY_VERSION:
        return [Reason(ReasonCode.UNKNOWN_TERM, "vocabulary")]
    if preference.vocabulary < VOCABULARY_VERSION:
        return list(newer_terms(preference.vocabulary, use))
    return []


def newer_terms(vocabulary: int, use: Use) -> Iterator[Reason]:
    """Yield each word of the use that came after the person's vocabulary."""
    since: dict[str, int] = {}
    for party in use.parties:
        if party.group is not None:
            since[party.group.value] = GROUP[party.group].since
    for kind in with_implied(use.kinds):
        since[kind.value] = KIND[kind].since
        since.update(
            {
                code.value: row.since
                for code, row in DETAIL.items()
                if code.value.startswith(f"{kind.value}.") and code not in use.leave_out
            }
        )
    if use.topic is not None:
        since[f"topic:{use.topic.value}"] = PURPOSE[use.topic].since
    if use.way is not None:
        since[f"way:{use.way.value}"] = WAY[use.way].since
    for flag in Flag:
        if use.flags.get(flag, True):
            since[f"flag:{flag.value}"] = PURPOSE[flag].since
    for name in sorted(since):
        if since[name] > vocabulary:
            yield Reason(ReasonCode.UNKNOWN_TERM, name)


def party_refusals(use: Use) -> list[Reason]:
    found = []
    for party in use.parties:
        if party.barred:
            code = ReasonCode.BARRED_RECIPIENT
        elif party.group is None:
            code = ReasonCode.UNKNOWN_PARTY
        else:
            continue
        found.append(Reason(code, f"party:{party.code}", Answer.NO))
    return found


def reasons_for(answered: Answered) -> list[Reason]:
    """Give the answers that decided: all that are as low as the result.

    Of a yes, who, what and why say enough.
    """
    result = answered.result
    found = [
        reason_of(part)
        for part in answered.parts
        if (part.answer or Answer.NO) is result
        and (result is not Answer.YES or not part.about.startswith(PLAIN))
    ]
    if result is Answer.YES:
        found[:0] = [
            Reason(ReasonCode.GRANTED, f"grant:{grant.code}", Answer.YES)
            for grant in answered.grants
        ]
    # Two parties of one group meet the same answer.
    return list(dict.fromkeys(found)) if len(found) > 1 else found


@lru_cache(maxsize=4096)
def reason_of(part: Part) -> Reason:
    if part.answer is None:
        return Reason(ReasonCode.UNANSWERED, part.about)
    return Reason(CODE_OF[part.answer], part.about, part.answer)
