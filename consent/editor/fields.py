"""The names of the editor's fields, and how saved choices are written into them."""

from collections.abc import Mapping
from typing import Final

from django.utils.datastructures import MultiValueDict

from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.groups import GROUPS
from consent.vocabulary.kinds import DETAILS, KINDS
from consent.vocabulary.levels import level_of
from consent.vocabulary.terms import (
    CHOSEN_DUTIES,
    Contact,
    Detail,
    Flag,
    Group,
    Kind,
    Topic,
    Way,
)
from consent.vocabulary.topics import FLAGS, TOPICS
from consent.vocabulary.ways import WAYS

Answers = MultiValueDict[str, str]
MIX: Final = "mix"
# The parts of a validity error, as the vocabulary names them, and our fields for them.
PREFIXES: Final = {
    "topics": "topic",
    "flags": "flag",
    "ways": "way",
    "contact": "contact",
    "details": "detail",
}
# What is asked with every level and does not change the level's name.
WISHES: Final = frozenset({"conditions", "months", "duties", "until"})


def cell(row: str, kind: Kind) -> str:
    return f"{row}-{kind}"


def whole_row(row: str) -> str:
    return f"group-{row}"


def named_row(code: str) -> str:
    """Name the row of one organization so that no group can have the same."""
    return f"@{code}"


def detail(code: Detail) -> str:
    return f"detail-{code}"


def topic(code: Topic) -> str:
    return f"topic-{code}"


def flag(code: Flag) -> str:
    return f"flag-{code}"


def way(code: Way) -> str:
    return f"way-{code}"


def contact(code: Contact) -> str:
    return f"contact-{code}"


# Every answer that a level fills in, in the order of the page.
LEVEL_FIELDS: Final = (
    *(cell(group.code, kind.code) for group in GROUPS for kind in KINDS),
    *(detail(row.code) for row in DETAILS),
    *(topic(Topic(row.code)) for row in TOPICS),
    *(flag(Flag(row.code)) for row in FLAGS),
    *(way(row.code) for row in WAYS),
    "outside",
)


def field_at_fault(name: str) -> str:
    """Turn the name of a part of the choices ("ways.copy") into our field's."""
    part, _, code = name.partition(".")
    if part in PREFIXES:
        return f"{PREFIXES[part]}-{code}"
    return part if part in WISHES | {"own_places"} else "where"


def answers_of(choices: Choices) -> Answers:
    """Write choices the way the editor would post them."""
    answers: Answers = MultiValueDict({"level": [level_of(choices)]})
    for name, answer in level_answers(choices).items():
        answers[name] = answer.code if answer is not None else ""
    for group in Group:
        answers[whole_row(group)] = row_answer(answers, group)
    answers["where"] = choices.where or ""
    answers.setlist("own_places", sorted(choices.own_places))
    answers["ethics"] = "on" if choices.ethics else ""
    answers["months"] = str(choices.months or "")
    answers.setlist("duties", sorted(choices.duties & CHOSEN_DUTIES))
    answers.setlist("conditions", sorted(choices.conditions))
    answers["until"] = choices.until.date().isoformat() if choices.until else ""
    for wish, told in choices.contact.items():
        answers[contact(wish)] = told.code
    answers.setlist("named", sorted(choices.organizations))
    for code, given in choices.organizations.items():
        write_row(answers, named_row(code), given)
    return answers


def write_row(answers: Answers, row: str, given: Mapping[Kind, Answer]) -> None:
    """Write the answers of a row; what is not given is a no."""
    for kind in Kind:
        answers[cell(row, kind)] = given.get(kind, Answer.NO).code
    answers[whole_row(row)] = row_answer(answers, row)


def level_answers(choices: Choices) -> dict[str, Answer | None]:
    """Give the answer of every field that a level fills in; a detail's default is yes."""
    found: dict[str, Answer | None] = {}
    for group in Group:
        for kind in Kind:
            found[cell(group, kind)] = choices.cells.get((group, kind))
    for held in Detail:
        found[detail(held)] = choices.details.get(held, Answer.YES)
    found |= {topic(code): choices.topics.get(code) for code in Topic}
    found |= {flag(code): choices.flags.get(code) for code in Flag}
    found |= {way(code): choices.ways.get(code) for code in Way}
    return {**found, "outside": choices.outside}


def copy_row(answers: Answers, group: str, row: str) -> None:
    """Start a row with the answers of a group; what was not answered is a no."""
    for kind in Kind:
        answers[cell(row, kind)] = answers.get(cell(group, kind)) or Answer.NO.code
    answers[whole_row(row)] = row_answer(answers, row)


def row_answer(answers: Answers, row: str) -> str:
    """One answer for all kinds, "mix" when they differ, nothing when none is given."""
    given = {answers.get(cell(row, kind), "") for kind in Kind}
    return given.pop() if len(given) == 1 else MIX
