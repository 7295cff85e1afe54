"""A yes from the masks alone, without reading the choices themselves."""

from consent.decisions.compiled import Compiled
from consent.decisions.parts import CELL_NAME, asked_kinds
from consent.decisions.results import (
    Decision,
    Obligation,
    Reason,
    ReasonCode,
    Result,
)
from consent.decisions.uses import Use
from consent.vocabulary.answers import Answer
from consent.vocabulary.bits import DEMAND_BIT
from consent.vocabulary.terms import Duty


def permit(compiled: Compiled, use: Use) -> Decision:
    """Return what `decide` returns for a use that the masks allow.

    Of the reasons only the rows and columns of the grid are named: every other
    part was a yes too.
    """
    reasons = {
        CELL_NAME[party.group, kind]: None
        for party in use.parties
        if party.group is not None
        for kind in asked_kinds(use.kinds)
    }
    return Decision(
        Result.PERMIT,
        tuple(Reason(ReasonCode.SAID_YES, about, Answer.YES) for about in reasons),
        obligations=tuple(
            Obligation(duty, compiled.months if duty is Duty.MONTHS else None)
            for duty in Duty
            if compiled.demands & DEMAND_BIT[duty.value]
        ),
    )
