"""Ambit's answers, read strictly: what is not plainly a yes is a no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from examples.platform.moments import seconds_of
from examples.platform.reasons import OUR_REASONS


@dataclass(frozen=True)
class Decision:
    """Ambit's answer about one person and one use."""

    is_yes: bool
    code: str
    detail: str
    leave_out: Sequence[str]
    obligations: Sequence[str]
    version: int
    valid_until: float
    months: int | None = None


def read_decision(found: Mapping[str, Any]) -> Decision:
    """Read strictly: only a `true` that says permit, with its times, is a yes."""
    context = found["context"]
    reasons = context.get("reasons") or [{}]
    is_yes = found["decision"] is True and context["result"] == "permit"
    return Decision(
        is_yes=is_yes,
        code=str(reasons[0].get("code", context["result"])),
        detail=" ".join(str(one["detail"]) for one in reasons if one.get("detail")),
        leave_out=tuple(context.get("leave_out", ())),
        obligations=tuple(_code(one) for one in context.get("obligations", ())),
        version=int(context["version"]) if is_yes else 0,
        valid_until=seconds_of(context["valid_until"]) if is_yes else 0.0,
        months=context.get("months"),
    )


def _code(obligation: object) -> str:
    if isinstance(obligation, Mapping):
        return str(obligation["code"])
    return str(obligation)


def no(code: str) -> Decision:
    """Say no ourselves, whatever Ambit would say."""
    return Decision(
        is_yes=False,
        code=code,
        detail=OUR_REASONS[code],
        leave_out=(),
        obligations=(),
        version=0,
        valid_until=0.0,
    )
