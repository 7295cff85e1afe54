"""Random choices and uses for comparing readings of the rule; seeded by the caller."""

import random
from datetime import timedelta

from consent.decisions.uses import Party, Use
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.places import newest_list
from consent.vocabulary.terms import (
    ALWAYS_DUTIES,
    CHOSEN_DUTIES,
    Basis,
    Detail,
    Duty,
    Flag,
    Group,
    Kind,
    Limit,
    PlaceRule,
    Topic,
    Way,
)
from tests.decisions.cases import (
    AT,
    BREAST_CANCER,
    BREATHING_DISEASE,
    CYSTIC_FIBROSIS,
    ORGANIZATION,
)

COUNTRIES = ("DE", "FI", "US", "JP", "ZW")
DISEASES = (CYSTIC_FIBROSIS, BREATHING_DISEASE, BREAST_CANCER, "MONDO:9999999")
CODES = (ORGANIZATION, "kintree", "novagen")


def seeded(seed):
    return random.Random(seed)  # noqa: S311 - repeatable on purpose


def random_choices(dice, openness=None):
    """Make valid choices; openness is the chance of a yes, random if not given."""
    yes = dice.choice((0.5, 0.8, 0.95)) if openness is None else openness

    def answer():
        chance = dice.random()
        if chance < yes:
            return Answer.YES
        return dice.choice((Answer.NO, Answer.ASK, Answer.ASK))

    def answers(keys):
        return {key: answer() for key in keys if dice.random() < 0.97}

    topics = answers(Topic)
    topics[Topic.CONDITION] = max(
        topics.get(Topic.CONDITION, Answer.NO), topics.get(Topic.HEALTH, Answer.NO)
    )
    steps = sorted((answer() for _ in Way), reverse=True)
    return Choices(
        cells=answers([(group, kind) for group in Group for kind in Kind]),
        details=answers(dice.sample(tuple(Detail), 3)),
        topics=topics,
        flags=answers(Flag),
        ways=dict(zip(Way, steps, strict=True)),
        where=dice.choice(tuple(PlaceRule)),
        own_places=frozenset(dice.sample(COUNTRIES, 2)),
        outside=dice.choice((None, *Answer)),
        home_country=dice.choice(COUNTRIES),
        listed=newest_list().version,
        ethics=dice.random() < 0.3,
        months=dice.choice((None, None, None, 6, 12)),
        duties=frozenset(dice.sample(sorted(CHOSEN_DUTIES), dice.choice((0, 0, 1)))),
        organizations={code: answers(Kind) for code in CODES if openness is None}
        if dice.random() < 0.1
        else {},
        conditions=frozenset(dice.sample(DISEASES[:3], dice.choice((0, 1, 2)))),
        until=dice.choice((None, None, None, AT, AT + timedelta(days=9))),
    )


def random_use(dice):
    """Make a use, now and then with several parties, a missing part or another basis."""
    groups = (*Group, *Group, *Group, None)
    parties = tuple(
        Party(dice.choice(CODES), dice.choice(groups), barred=dice.random() < 0.02)
        for _ in range(dice.choice((1, 1, 1, 2)))
    )
    duties = ALWAYS_DUTIES | {Duty.MONTHS}
    return Use(
        parties=parties,
        kinds=frozenset(dice.sample(tuple(Kind), dice.choice((1, 1, 2, 3)))),
        leave_out=frozenset(dice.sample(tuple(Detail), dice.choice((0, 2, 8, 8)))),
        topic=dice.choice((*Topic, *Topic, None)),
        flags={flag: dice.random() < 0.4 for flag in Flag if dice.random() < 0.9},
        diseases=frozenset(dice.sample(DISEASES, dice.choice((0, 1, 1, 2)))),
        places=frozenset(dice.sample(COUNTRIES, dice.choice((1, 1, 2)))),
        way=dice.choice(tuple(Way)),
        study=dice.choice((None, "study-1")),
        accepts=dice.choice((duties, duties | CHOSEN_DUTIES, frozenset(CHOSEN_DUTIES))),
        evidence={
            Limit.ETHICS: int(dice.random() < 0.8),
            Limit.MONTHS: dice.choice((0, 6, 12)),
        },
        basis=dice.choice((*(Basis.CHOICE,) * 20, None, Basis.LAW)),
    )
