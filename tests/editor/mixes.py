"""Every level, and every level with one answer changed."""

from dataclasses import replace

from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.levels import COLUMNS, choices_of
from consent.vocabulary.terms import Detail, PlaceRule
from consent.vocabulary.validity import find_errors


def _changed(choices: Choices) -> list[Choices]:
    parts = {
        "cells": choices.cells,
        "topics": choices.topics,
        "flags": choices.flags,
        "ways": choices.ways,
        "details": dict.fromkeys(Detail, Answer.YES),
    }
    return [
        replace(choices, **{part: {**answers, key: answer}})
        for part, answers in parts.items()
        for key in answers
        for answer in Answer
    ]


def _placed(choices: Choices) -> list[Choices]:
    return [
        replace(choices, where=PlaceRule.MINE, listed=None, outside=Answer.ASK),
        replace(
            choices,
            where=PlaceRule.OWN,
            listed=None,
            own_places=frozenset({"SE", "NO"}),
            outside=Answer.NO,
        ),
    ]


def _mixes() -> list[Choices]:
    found = []
    for level in COLUMNS:
        for conditions in (frozenset(), frozenset({"MONDO:0009061"})):
            plain = choices_of(level, conditions=conditions, home_country="FI")
            found += [plain, *_changed(plain), *_placed(plain)]
    return [choices for choices in found if not list(find_errors(choices))]


MIXES = _mixes()
