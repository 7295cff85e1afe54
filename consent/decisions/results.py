"""What a decision says: result, reasons, what to leave out, obligations."""

from dataclasses import dataclass
from enum import StrEnum

from consent.vocabulary.answers import Answer
from consent.vocabulary.terms import RULE_VERSION, Duty


class Result(StrEnum):
    PERMIT = "permit"
    ASK = "ask"
    DENY = "deny"


class ReasonCode(StrEnum):
    """Why; stable, part of the public interface."""

    NOT_A_CHOICE = "not_a_choice"
    INCOMPLETE = "incomplete"
    UNANSWERED = "unanswered"
    EXPIRED = "expired"
    UNKNOWN_TERM = "unknown_term"
    UNKNOWN_PARTY = "unknown_party"
    BARRED_RECIPIENT = "barred_recipient"
    SAID_NO = "said_no"
    SAID_ASK = "said_ask"
    SAID_YES = "said_yes"
    LIMIT_FAILED = "limit_failed"
    DUTY_NOT_ACCEPTED = "duty_not_accepted"
    GRANTED = "granted"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; `about` names the part.

    Forms of `about`: "company.gene" (a cell), "organization:CODE.gene" (a named row),
    "health.mental" (a detail), "topic:health", "flag:tools", "way:copy", "place:FI",
    "limit:ethics", "duty:report", "party:CODE", "basis:law", "grant:CODE", or the name
    of a missing part.
    """

    code: ReasonCode
    about: str | None = None
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Obligation:
    """A duty that comes with a yes; `months` is set for the duty to delete in time."""

    code: Duty
    months: int | None = None

    def to_json(self) -> dict[str, object]:
        document: dict[str, object] = {"code": self.code.value}
        if self.months is not None:
            document["months"] = self.months
        return document


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one use.

    `leave_out` names kinds and details without which the same question gets a better
    answer. `obligations` come with a permit only; who does not understand one of them
    must not use the data.
    """

    result: Result
    reasons: tuple[Reason, ...]
    leave_out: tuple[str, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    rule: str = RULE_VERSION

    @property
    def is_permitted(self) -> bool:
        return self.result is Result.PERMIT
