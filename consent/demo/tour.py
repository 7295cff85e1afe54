"""The tour's first screen: two questions, five people, each answer with its reason."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from consent.decisions.preview import Example, cell_summary
from consent.decisions.reasons import Audience, explain
from consent.decisions.results import Decision, Result
from consent.decisions.rule import decide
from consent.demo.cast import ON_STAGE, PEOPLE, Person
from consent.diseases.queries import hierarchy
from consent.grants import queries as grants
from consent.participants.models import Participant
from consent.preferences import queries as preferences
from consent.vocabulary.choices import Choices
from consent.vocabulary.levels import LEVEL, level_of

ANSWER = {Result.PERMIT: "yes", Result.ASK: "ask", Result.DENY: "no"}
NOT_CHOSEN: Promise = gettext_lazy("Has not chosen yet")


@dataclass(frozen=True)
class Column:
    """One person on the stage, with the choices in force now."""

    person: Person
    participant: Participant
    choices: Choices | None

    @property
    def label(self) -> str:
        if self.choices is None:
            return str(NOT_CHOSEN)
        return gettext(LEVEL[level_of(self.choices)].title)


def columns() -> list[Column]:
    """Return the people of the first screen, in their order."""
    people = {person.code: person for person in PEOPLE}
    found = Participant.objects.filter(
        authorities__account__email__in=[people[code].email for code in ON_STAGE],
        authorities__kind="self",
    )
    by_name = {participant.called: participant for participant in found}
    return [
        Column(people[code], participant, preferences.choices_of(latest))
        for code in ON_STAGE
        for participant in [by_name[people[code].name]]
        for latest in [preferences.current(participant)]
    ]


def rows(stage: list[Column], examples: tuple[Example, ...]) -> list[dict[str, object]]:
    """Return each question with every person's answer and its first reason."""
    return [
        {
            "title": gettext(example.sentence),
            "answers": [_cell(column, example) for column in stage],
        }
        for example in examples
    ]


def people(stage: list[Column]) -> list[dict[str, object]]:
    """Return whom a visitor can be, those of the first screen first."""
    others: list[dict[str, object]] = [
        {
            "code": one.code,
            "name": one.name,
            "label": str(NOT_CHOSEN),
            "line": one.about,
        }
        for one in PEOPLE
        if one.level is None
    ]
    return [_card(column) for column in stage] + others


def _card(column: Column) -> dict[str, object]:
    return {
        "code": column.person.code,
        "name": column.person.name,
        "label": column.label,
        "line": column.person.about,
        "cells": cell_summary(column.choices) if column.choices else None,
    }


def _cell(column: Column, example: Example) -> dict[str, object]:
    decision = decide(
        column.choices,
        example.use,
        grants=[grants.value_of(one) for one in grants.alive(column.participant.pk)],
        hierarchy=hierarchy,
        at=timezone.now(),
    )
    return {
        "person": column.person.name,
        "answer": ANSWER[decision.result],
        "reason": _reason(decision),
    }


def _reason(decision: Decision) -> str:
    sentence, facts = explain(decision.reasons[0], Audience.INSTITUTION)
    return gettext(sentence) % {name: gettext(value) for name, value in facts.items()}
