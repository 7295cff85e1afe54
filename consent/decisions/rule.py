"""The rule: the more careful answer wins."""

from collections.abc import Iterator, Sequence
from datetime import datetime
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
    refusals = tuple(use_refusals(use)) or tuple(
        preference_refusals(preference, use, at)
    )
    if preference is None or refusals:
        return Decision(Result.DENY, refusals)
    refusals = tuple(party_refusals(use))
    if refusals:
        return Decision(Result.DENY, refusals)
    question = Question(preference, use, grants, hierarchy, at, apart)
    answered = question.answered()
    reasons = tuple(reasons_for(answered))
    unmet = tuple(unmet_demands(preference, use))
    if unmet:
        kept = reasons if answered.result is Answer.NO else ()
        return Decision(Result.DENY, (*kept, *unmet))
    if answered.result is Answer.YES:
        return Decision(Result.PERMIT, reasons, obligations=obligations_of(preference))
    return Decision(RESULT_OF[answered.result], reasons, question.smaller(answered))


def use_refusals(use: Use) -> Iterator[Reason]:
    """Yield why the use itself cannot be decided."""
    missing = use.missing
    for part in missing:
        yield Reason(ReasonCode.INCOMPLETE, part)
    if not missing and use.basis is not None and use.basis is not Basis.CHOICE:
        yield Reason(ReasonCode.NOT_A_CHOICE, f"basis:{use.basis.value}")


def preference_refusals(
    preference: Choices | None, use: Use, at: datetime
) -> Iterator[Reason]:
    """Yield why the preference cannot answer."""
    if preference is None:
        yield Reason(ReasonCode.UNANSWERED)
    elif preference.until is not None and at >= preference.until:
        yield Reason(ReasonCode.EXPIRED)
    elif preference.vocabulary > VOCABULARY_VERSION:
        yield Reason(ReasonCode.UNKNOWN_TERM, "vocabulary")
    elif preference.vocabulary < VOCABULARY_VERSION:
        yield from newer_terms(preference.vocabulary, use)


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


def party_refusals(use: Use) -> Iterator[Reason]:
    for party in use.parties:
        if party.barred:
            yield Reason(ReasonCode.BARRED_RECIPIENT, f"party:{party.code}", Answer.NO)
        elif party.group is None:
            yield Reason(ReasonCode.UNKNOWN_PARTY, f"party:{party.code}", Answer.NO)


def reasons_for(answered: Answered) -> Iterator[Reason]:
    """Yield the answers that decided: all that are as low as the result."""
    for grant in answered.grants:
        if answered.result is Answer.YES:
            yield Reason(ReasonCode.GRANTED, f"grant:{grant.code}", Answer.YES)
    seen = set()
    for part in answered.parts:
        if (part.answer or Answer.NO) is answered.result and part.about not in seen:
            seen.add(part.about)
            yield reason_of(part)


def reason_of(part: Part) -> Reason:
    if part.answer is None:
        return Reason(ReasonCode.UNANSWERED, part.about)
    return Reason(CODE_OF[part.answer], part.about, part.answer)
