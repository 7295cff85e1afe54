"""Limits that are tested and duties that must be accepted."""

from collections.abc import Iterator

from consent.decisions.results import Obligation, Reason, ReasonCode
from consent.decisions.uses import Use
from consent.vocabulary.choices import Choices
from consent.vocabulary.terms import ALWAYS_DUTIES, Duty, Limit


def required_duties(preference: Choices) -> list[Duty]:
    required = ALWAYS_DUTIES | preference.duties
    if preference.months is not None:
        required |= {Duty.MONTHS}
    return [duty for duty in Duty if duty in required]


def obligations_of(preference: Choices) -> tuple[Obligation, ...]:
    return tuple(
        Obligation(duty, preference.months if duty is Duty.MONTHS else None)
        for duty in required_duties(preference)
    )


def unmet_demands(preference: Choices, use: Use) -> Iterator[Reason]:
    """Yield each failed limit and each duty that the use does not accept."""
    if preference.ethics and not use.evidence.get(Limit.ETHICS):
        yield Reason(ReasonCode.LIMIT_FAILED, "limit:ethics")
    if preference.months is not None:
        asked = use.evidence.get(Limit.MONTHS, 0)
        if not 0 < asked <= preference.months:
            yield Reason(ReasonCode.LIMIT_FAILED, "limit:months")
    for duty in required_duties(preference):
        if duty not in use.accepts:
            yield Reason(ReasonCode.DUTY_NOT_ACCEPTED, f"duty:{duty.value}")
