"""What an organization asks this desk for, read strictly."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

KINDS = ("survey", "health", "gene", "genome", "sample")
TOPICS = ("health", "ancestry", "other", "public_health", "care")
# How it shows in the history, and the way of use that the rule knows.
WAYS = {
    "visit": ("used", "visit"),
    "look": ("looked", "visit"),
    "count": ("counted", "visit"),
    "copy": ("copied", "copy"),
    "library": ("copied", "library"),
}
LISTS = frozenset(
    {
        *("on_behalf_of", "kinds", "leave_out", "diseases"),
        *("places", "accepts", "subject_ids"),
    }
)
ALWAYS_ACCEPTED = ("no_reident", "no_onward", "only_this", "report", "stop")
REQUIRED = (
    *("organization", "way", "kinds", "topic"),
    *("tools", "commercial", "places"),
)
EVIDENCE = ("ethics", "months")
COUNTRY = re.compile("[A-Z]{2}")
# What Ambit takes in a report: a use that we could not report may not happen.
LONGEST_LIST = 60
LONGEST = {"organization": 50, "actor": 80, "role": 80, "study": 80, "purpose": 300}


class BadQuestion(ValueError):
    """A part of the question is missing or unknown; it names the part."""


@dataclass(frozen=True)
class Question:
    """One use that an organization has in mind, for everybody on record."""

    organization: str
    way: str
    kinds: Sequence[str]
    topic: str
    tools: bool
    commercial: bool
    places: Sequence[str]
    actor: str = ""
    role: str = ""
    is_computer: bool = False
    on_behalf_of: Sequence[str] = ()
    leave_out: Sequence[str] = ()
    diseases: Sequence[str] = ()
    study: str = ""
    basis: str = "choice"
    accepts: Sequence[str] = ALWAYS_ACCEPTED
    evidence: Mapping[str, Any] = field(default_factory=dict)
    purpose: str = ""
    subject_ids: Sequence[str] = ()

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """Read a question from JSON; what it does not know it refuses."""
        known = cls.__dataclass_fields__
        for name, value in data.items():
            if name not in known or not _fits(name, value):
                raise BadQuestion(name)
        for name in REQUIRED:
            if name not in data:
                raise BadQuestion(name)
        question = cls(**data)
        if question.way not in WAYS:
            raise BadQuestion("way")
        if not question.kinds or not set(question.kinds) <= set(KINDS):
            raise BadQuestion("kinds")
        if question.topic not in TOPICS:
            raise BadQuestion("topic")
        if not question.places or not all(
            COUNTRY.fullmatch(place) for place in question.places
        ):
            raise BadQuestion("places")
        return question

    def without(self, codes: Sequence[str], *, apart: frozenset[str]) -> Self:
        """Ask for less: without a kind, or without a detail that we keep apart.

        A detail that lies mixed with its kind here takes the whole kind with it.
        """
        kept_apart = {code for code in codes if code in apart}
        mixed = {code.partition(".")[0] for code in codes if code not in apart}
        kinds = [kind for kind in self.kinds if kind not in mixed]
        leave_out = sorted(
            code
            for code in {*self.leave_out, *kept_apart}
            if code in apart and code.partition(".")[0] in kinds
        )
        if kinds == list(self.kinds) and leave_out == sorted(self.leave_out):
            return self
        return replace(self, kinds=kinds, leave_out=leave_out)

    def as_use(self) -> dict[str, Any]:
        """Describe the use in the words that decisions and reports share."""
        return {
            "kinds": list(self.kinds),
            "leave_out": list(self.leave_out),
            "topic": self.topic,
            "diseases": list(self.diseases),
            "tools": self.tools,
            "commercial": self.commercial,
            "study": self.study,
            "basis": self.basis,
            "accepts": list(self.accepts),
            "evidence": dict(self.evidence),
        }


def _fits(name: str, value: object) -> bool:
    if name in {"tools", "commercial", "is_computer"}:
        return isinstance(value, bool)
    if name == "evidence":
        return isinstance(value, dict) and all(
            key in EVIDENCE and (_is_text(one, 80) or type(one) is int)
            for key, one in value.items()
        )
    if name in LISTS:
        if not isinstance(value, list | tuple) or len(value) > LONGEST_LIST:
            return False
        return all(_is_text(one, 50) for one in value)
    return _is_text(value, LONGEST.get(name, 40))


def _is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest and "\0" not in value
