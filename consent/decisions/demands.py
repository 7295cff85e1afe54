"""Limits that are tested and duties that must be accepted."""

from functools import lru_cache

from consent.decisions.results import Obligation, Reason, ReasonCode
from consent.decisions.uses import Use
from consent.vocabulary.choices import Choices
from consent.vocabulary.terms import ALWAYS_DUTIES, Duty, Limit


@lru_cache(maxsize=64)
def required_duties(picked: frozenset[Duty], *, has_months: bool) -> tuple[Duty, ...]:
    """Give what every use must accept: always the five, and what the person picked."""
    required = ALWAYS_DUTIES | picked | ({Duty.MONTHS} if has_months else set())
    return tuple(duty for duty in Duty if duty in required)


def duties_of(preference: Choices) -> tuple[Duty, ...]:
    has_months = preference.months is not None
    return required_duties(preference.duties, has_months=has_months)


def obligations_of(preference: Choices) -> tuple[Obligation, ...]:
    return obligations_for(duties_of(preference), preference.months)


@lru_cache(maxsize=1024)
def obligations_for(
    duties: tuple[Duty, ...], months: int | None
) -> tuple[Obligation, ...]:
    return tuple(
        Obligation(duty, months if duty is Duty.MONTHS else None) for duty in duties
    )


def unmet_demands(preference: Choices, use: Use) -> list[Reason]:
    """Name each failed limit and each duty that the use does not accept."""
    found = []
    if preference.ethics and not use.evidence.get(Limit.ETHICS):
        found.append(Reason(ReasonCode.LIMIT_FAILED, "limit:ethics"))
    if preference.months is not None:
        asked = use.evidence.get(Limit.MONTHS, 0)
        if not 0 < asked <= preference.months:
            found.append(Reason(ReasonCode.LIMIT_FAILED, "limit:months"))
    required = duties_of(preference)
    if not use.accepts.issuperset(required):
        found += [
            Reason(ReasonCode.DUTY_NOT_ACCEPTED, f"duty:{duty.value}")
            for duty in required
            if duty not in use.accepts
        ]
    return found
