"""A person's choices as one immutable value, and their JSON form."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Self

from consent.vocabulary.answers import Answer
from consent.vocabulary.documents import Reader, codes
from consent.vocabulary.terms import (
    VOCABULARY_VERSION,
    Contact,
    Detail,
    Duty,
    Flag,
    Group,
    Kind,
    PlaceRule,
    Topic,
    Way,
)

Cell = tuple[Group, Kind]


class InvalidChoices(ValueError):
    """The choices contradict themselves or use unknown words.

    `errors` maps a field ("ways.copy") to a stable code; `validity.MESSAGES` has the
    plain sentence of each code.
    """

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__(", ".join(f"{name}: {code}" for name, code in errors.items()))


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything a person answered; a key that is missing was not answered.

    A detail without an answer follows its kind. `duties` holds only those that a
    person may pick; the others always apply. `listed` is the version of the place
    list the person agreed to. A value is not checked when it is made: call
    `validity.check` before you keep it.
    """

    cells: Mapping[Cell, Answer] = field(default_factory=dict)
    details: Mapping[Detail, Answer] = field(default_factory=dict)
    topics: Mapping[Topic, Answer] = field(default_factory=dict)
    flags: Mapping[Flag, Answer] = field(default_factory=dict)
    ways: Mapping[Way, Answer] = field(default_factory=dict)
    where: PlaceRule | None = None
    own_places: frozenset[str] = frozenset()
    outside: Answer | None = None
    home_country: str | None = None
    listed: str | None = None
    ethics: bool = False
    months: int | None = None
    duties: frozenset[Duty] = frozenset()
    organizations: Mapping[str, Mapping[Kind, Answer]] = field(default_factory=dict)
    conditions: frozenset[str] = frozenset()
    until: datetime | None = None
    contact: Mapping[Contact, Answer] = field(default_factory=dict)
    vocabulary: int = VOCABULARY_VERSION

    def to_json(self) -> dict[str, object]:
        """Give the canonical document: sorted keys, codes only, times in UTC."""
        cells = {
            group.value: codes(
                {
                    kind: self.cells[group, kind]
                    for kind in Kind
                    if (group, kind) in self.cells
                }
            )
            for group in sorted({group for group, _ in self.cells})
        }
        return {
            "cells": cells,
            "conditions": sorted(self.conditions),
            "contact": codes(self.contact),
            "details": codes(self.details),
            "duties": sorted(duty.value for duty in self.duties),
            "ethics": self.ethics,
            "flags": codes(self.flags),
            "home_country": self.home_country,
            "listed": self.listed,
            "months": self.months,
            "organizations": {
                code: codes(self.organizations[code])
                for code in sorted(self.organizations)
            },
            "outside": None if self.outside is None else self.outside.code,
            "own_places": sorted(self.own_places),
            "topics": codes(self.topics),
            "until": None
            if self.until is None
            else self.until.astimezone(UTC).isoformat(),
            "vocabulary": self.vocabulary,
            "ways": codes(self.ways),
            "where": None if self.where is None else self.where.value,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, object]) -> Self:
        """Read a document; InvalidChoices names every field that cannot be read."""
        reader = Reader(document)
        choices = cls(
            cells=read_cells(reader),
            details=reader.answers("details", Detail, document.get("details")),
            topics=reader.answers("topics", Topic, document.get("topics")),
            flags=reader.answers("flags", Flag, document.get("flags")),
            ways=reader.answers("ways", Way, document.get("ways")),
            where=reader.term("where", PlaceRule, document.get("where")),
            own_places=reader.strings("own_places"),
            outside=reader.answer("outside", document.get("outside")),
            home_country=reader.text("home_country"),
            listed=reader.text("listed"),
            ethics=reader.truth("ethics"),
            months=reader.number("months"),
            duties=read_duties(reader),
            organizations=read_organizations(reader),
            conditions=reader.strings("conditions"),
            until=reader.moment("until"),
            contact=reader.answers("contact", Contact, document.get("contact")),
            vocabulary=reader.number("vocabulary") or 0,
        )
        unknown = set(document) - {part.name for part in fields(cls)}
        reader.errors.update(dict.fromkeys(map(str, unknown), "unknown_field"))
        if reader.errors:
            raise InvalidChoices(reader.errors)
        return choices


def read_cells(reader: Reader) -> dict[Cell, Answer]:
    cells = {}
    for code, row in reader.mapping("cells").items():
        group = reader.term(f"cells.{code}", Group, code)
        if group is not None:
            answers = reader.answers(f"cells.{code}", Kind, row)
            cells.update({(group, kind): answer for kind, answer in answers.items()})
    return cells


def read_duties(reader: Reader) -> frozenset[Duty]:
    duties = {
        reader.term(f"duties.{code}", Duty, code) for code in reader.strings("duties")
    }
    return frozenset(duty for duty in duties if duty is not None)


def read_organizations(reader: Reader) -> dict[str, Mapping[Kind, Answer]]:
    return {
        code: reader.answers(f"organizations.{code}", Kind, row)
        for code, row in reader.mapping("organizations").items()
    }
