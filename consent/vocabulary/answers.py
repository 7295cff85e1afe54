"""The three answers, ordered so that the more careful one is the smaller."""

from enum import IntEnum
from typing import Self

from consent.vocabulary.messages import gettext_noop


class Answer(IntEnum):
    """A person's answer; `min` of two answers is the one we follow."""

    NO = 0
    ASK = 1
    YES = 2

    @property
    def code(self) -> str:
        return self.name.lower()

    @property
    def label(self) -> str:
        return LABELS[self]

    @classmethod
    def from_code(cls, code: str) -> Self:
        """Read "no", "ask" or "yes"; anything else raises ValueError."""
        for answer in cls:
            if answer.code == code:
                return answer
        raise ValueError(f"not an answer: {code!r}")


LABELS = {
    Answer.NO: gettext_noop("No"),
    Answer.ASK: gettext_noop("Ask me"),
    Answer.YES: gettext_noop("Yes"),
}

ANSWER_CODES = frozenset(answer.code for answer in Answer)

# The letters of the level tables: yes, ask, no.
LETTERS = {"Y": Answer.YES, "A": Answer.ASK, "N": Answer.NO}
