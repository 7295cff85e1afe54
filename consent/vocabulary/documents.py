"""Reads the parts of a JSON document and remembers which could not be read."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from consent.vocabulary.answers import Answer

Term = TypeVar("Term", bound=StrEnum)


class Reader:
    """Reads fields of one document; `errors` maps a field to a code afterwards."""

    def __init__(self, document: Mapping[str, object]) -> None:
        self.document = document
        self.errors: dict[str, str] = {}

    def mapping(self, name: str) -> Mapping[str, object]:
        return self.as_mapping(name, self.document.get(name))

    def as_mapping(self, name: str, value: object) -> Mapping[str, object]:
        if isinstance(value, Mapping):
            return value
        if value is not None:
            self.errors[name] = "unreadable"
        return {}

    def answer(self, name: str, value: object) -> Answer | None:
        if isinstance(value, str) and value in {"no", "ask", "yes"}:
            return Answer.from_code(value)
        if value is not None:
            self.errors[name] = "not_an_answer"
        return None

    def answers(
        self, name: str, terms: type[Term], value: object
    ) -> dict[Term, Answer]:
        """Read {term: answer}; null means that it was not answered."""
        found = {}
        for key, code in self.as_mapping(name, value).items():
            term = self.term(f"{name}.{key}", terms, key)
            answer = self.answer(f"{name}.{key}", code)
            if term is not None and answer is not None:
                found[term] = answer
        return found

    def term(self, name: str, terms: type[Term], value: object) -> Term | None:
        if value is None:
            return None
        try:
            return terms(str(value))
        except ValueError:
            self.errors[name] = "unknown_term"
            return None

    def strings(self, name: str) -> frozenset[str]:
        value = self.document.get(name)
        if value is None:
            return frozenset()
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return frozenset(value)
        self.errors[name] = "unreadable"
        return frozenset()

    def text(self, name: str) -> str | None:
        value = self.document.get(name)
        if value is None or isinstance(value, str):
            return value
        self.errors[name] = "unreadable"
        return None

    def number(self, name: str) -> int | None:
        value = self.document.get(name)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.errors[name] = "unreadable"
        return None

    def truth(self, name: str) -> bool:
        value = self.document.get(name, False)
        if isinstance(value, bool):
            return value
        self.errors[name] = "unreadable"
        return False

    def moment(self, name: str) -> datetime | None:
        text = self.text(name)
        if text is None:
            return None
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            self.errors[name] = "unreadable"
            return None


def codes(answers: Mapping[Term, Answer]) -> dict[str, str]:
    """Give answers as codes, in the order of the codes."""
    return {term.value: answers[term].code for term in sorted(answers)}
