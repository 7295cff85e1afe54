"""Choices as a flat list of named parts, in the order of the editor."""

from collections.abc import Iterator, Mapping
from datetime import UTC
from enum import StrEnum
from typing import Final, TypeVar

from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.terms import (
    Contact,
    Detail,
    Duty,
    Flag,
    Group,
    Kind,
    Topic,
    Way,
)

PartKey = tuple[str, str]
Term = TypeVar("Term", bound=StrEnum)

PART_ORDER: Final = (
    *("cell", "organization", "detail", "topic", "condition", "flag", "way", "where"),
    *("own_places", "outside", "home_country", "listed", "ethics", "months", "duty"),
    *("until", "contact"),
)
KEY_ORDER: Final = {
    key: position
    for position, key in enumerate(
        (
            *(f"{group.value}.{kind.value}" for group in Group for kind in Kind),
            *(detail.value for detail in Detail),
            *(topic.value for topic in Topic),
            *(flag.value for flag in Flag),
            *(way.value for way in Way),
            *(duty.value for duty in Duty),
            *(contact.value for contact in Contact),
        )
    )
}


def editor_order(part_key: PartKey) -> tuple[int, int, str]:
    part, key = part_key
    return PART_ORDER.index(part), KEY_ORDER.get(key, 0), key


def flatten(choices: Choices) -> Iterator[tuple[PartKey, str]]:
    """Yield every part that says something, as text."""
    for (group, kind), answer in choices.cells.items():
        yield ("cell", f"{group.value}.{kind.value}"), answer.code
    for code, row in choices.organizations.items():
        for kind, answer in row.items():
            yield ("organization", f"{code}.{kind.value}"), answer.code
    yield from flatten_answers("detail", choices.details)
    yield from flatten_answers("topic", choices.topics)
    yield from flatten_answers("flag", choices.flags)
    yield from flatten_answers("way", choices.ways)
    yield from flatten_answers("contact", choices.contact)
    yield from ((("condition", code), "yes") for code in choices.conditions)
    yield from ((("duty", duty.value), "yes") for duty in choices.duties)
    yield ("ethics", ""), "yes" if choices.ethics else "no"
    yield from flatten_places(choices)
    if choices.months is not None:
        yield ("months", ""), str(choices.months)
    if choices.until is not None:
        yield ("until", ""), choices.until.astimezone(UTC).isoformat()


def flatten_answers(
    part: str, answers: Mapping[Term, Answer]
) -> Iterator[tuple[PartKey, str]]:
    for term, answer in answers.items():
        yield (part, term.value), answer.code


def flatten_places(choices: Choices) -> Iterator[tuple[PartKey, str]]:
    if choices.where is not None:
        yield ("where", ""), choices.where.value
    if choices.own_places:
        yield ("own_places", ""), " ".join(sorted(choices.own_places))
    if choices.outside is not None:
        yield ("outside", ""), choices.outside.code
    if choices.home_country is not None:
        yield ("home_country", ""), choices.home_country
    if choices.listed is not None:
        yield ("listed", ""), choices.listed
