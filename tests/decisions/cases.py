"""Choices and uses that the tests of the rule walk through."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from consent.decisions.uses import Party, Use
from consent.vocabulary.answers import Answer
from consent.vocabulary.diseases import BuiltInHierarchy
from consent.vocabulary.levels import COLUMNS, choices_of
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
from consent.vocabulary.validity import find_errors

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
HIERARCHY = BuiltInHierarchy()
CYSTIC_FIBROSIS = "MONDO:0009061"
BREATHING_DISEASE = "MONDO:0005087"
BREAST_CANCER = "MONDO:0007254"
ON_LIST, OFF_LIST = "DE", "US"
ORGANIZATION = "northfield"
NAMED = frozenset({CYSTIC_FIBROSIS})
EVIDENCE = {Limit.ETHICS: 1, Limit.MONTHS: 6}
NO_ETHICS = {Limit.MONTHS: 6}
PURPOSES = (
    (Topic.HEALTH, (CYSTIC_FIBROSIS,)),
    *((topic, ()) for topic in Topic if topic is not Topic.CONDITION),
)


def a_use(
    group=Group.NONPROFIT,
    kind=Kind.GENE,
    *,
    topic=Topic.HEALTH,
    diseases=(),
    tools=False,
    commercial=False,
    way=Way.VISIT,
    place=ON_LIST,
    **changes,
):
    """Make a complete use that only the answers can refuse."""
    use = Use(
        parties=(Party(ORGANIZATION, group),),
        kinds=frozenset({kind}),
        topic=topic,
        flags={Flag.TOOLS: tools, Flag.COMMERCIAL: commercial},
        diseases=frozenset(diseases),
        places=frozenset({place}),
        way=way,
        study="study-1",
        accepts=ALWAYS_DUTIES | CHOSEN_DUTIES | {Duty.MONTHS},
        evidence=EVIDENCE,
        basis=Basis.CHOICE,
    )
    return replace(use, **changes)


def all_uses():
    """Give the 8,640 uses: who, what, why, both flags, how, where, ethics or not."""
    return [
        a_use(
            group,
            kind,
            topic=topic,
            diseases=diseases,
            tools=tools,
            commercial=commercial,
            way=way,
            place=place,
            evidence=evidence,
        )
        for group, kind, (topic, diseases), tools, commercial, way, place, evidence in (
            itertools.product(
                Group,
                Kind,
                PURPOSES,
                (False, True),
                (False, True),
                Way,
                (ON_LIST, OFF_LIST),
                (EVIDENCE, NO_ETHICS),
            )
        )
    ]


def level_choices(level):
    return choices_of(level, conditions=NAMED)


def all_levels():
    return [level_choices(level) for level in COLUMNS]


def single_changes(choices):
    """Give the choices and every valid set that differs from them in one part."""
    return [
        changed
        for changed in (choices, *answer_changes(choices), *other_changes(choices))
        if not list(find_errors(changed))
    ]


def answer_changes(choices):
    for name, keys in (
        ("cells", itertools.product(Group, Kind)),
        ("details", Detail),
        ("topics", Topic),
        ("flags", Flag),
        ("ways", Way),
    ):
        before = getattr(choices, name)
        for key in keys:
            # A cell or detail without an answer reads as no or yes, met already.
            unanswered = () if name in {"cells", "details"} else (None,)
            for answer in (*unanswered, *Answer):
                if answer is not before.get(key):
                    after = {**before, key: answer}
                    if answer is None:
                        del after[key]
                    yield replace(choices, **{name: after})


def other_changes(choices):
    yield replace(choices, where=PlaceRule.MINE, home_country=OFF_LIST)
    yield replace(choices, where=PlaceRule.OWN, own_places=frozenset({OFF_LIST}))
    yield replace(choices, where=PlaceRule.ANYWHERE)
    yield replace(choices, where=None)
    for outside in (None, *Answer):
        yield replace(choices, outside=outside)
    yield replace(choices, ethics=not choices.ethics)
    yield replace(choices, months=3)
    yield replace(choices, months=12)
    for duty in CHOSEN_DUTIES:
        yield replace(choices, duties=frozenset({duty}))
    yield replace(choices, conditions=frozenset())
    yield replace(choices, conditions=frozenset({BREATHING_DISEASE, BREAST_CANCER}))
    yield replace(choices, until=AT)
    yield replace(choices, until=AT + timedelta(days=1))
    for answer in Answer:
        row = dict.fromkeys(Kind, answer)
        yield replace(choices, organizations={ORGANIZATION: row})
        yield replace(choices, organizations={"somebody-else": row})
