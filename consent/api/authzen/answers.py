"""AuthZEN's response, the same bytes for every subject that must look unknown."""

from datetime import datetime
from functools import lru_cache

from django.utils.translation import get_language, gettext, override

from consent.decisions.reasons import Audience, explain
from consent.decisions.results import Reason
from consent.evaluations.services import Evaluation
from consent.instants import in_seconds

REMEMBERED = 5_000


def body_of(evaluation: Evaluation) -> dict[str, object]:
    """Return the response's object; its keys have one order."""
    decision, language = evaluation.decision, get_language()
    context: dict[str, object] = {
        "result": decision.result.value,
        "reasons": [reason_line(one, language) for one in decision.reasons],
        "leave_out": list(decision.leave_out),
        "obligations": [duty.code.value for duty in decision.obligations],
        "rule": decision.rule,
    }
    months = [duty.months for duty in decision.obligations if duty.months is not None]
    if months:
        context["months"] = min(months)
    if evaluation.version is not None:
        context["version"] = evaluation.version
        context["as_of"] = _time(evaluation.as_of)
        context["valid_until"] = _time(evaluation.valid_until)
    return {"decision": decision.is_permitted, "context": context}


@lru_cache(maxsize=REMEMBERED)
def reason_line(reason: Reason, language: str | None) -> dict[str, str | None]:
    """Return one reason: its code, and plain words for the asker and the person."""
    with override(language):
        return {
            "code": reason.code.value,
            "about": reason.about,
            "detail": _say(reason, Audience.INSTITUTION),
            "detail_for_person": _say(reason, Audience.PARTICIPANT),
        }


def _say(reason: Reason, audience: Audience) -> str:
    sentence, parameters = explain(reason, audience)
    said = {name: gettext(text) if text else "" for name, text in parameters.items()}
    return gettext(sentence) % said


def _time(at: datetime | None) -> str | None:
    return None if at is None else in_seconds(at)
