"""P3: one decision in this process, against Cedar and against plain documents."""

import importlib.metadata
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import cedarpy

from benchmarks.naive import DETAILS, asked
from benchmarks.naive import decide as decide_naively
from benchmarks.rounds import (
    print_goal,
    print_medians,
    print_title,
    ratio,
    take_turns,
)
from consent.decisions.compiled import (
    Compiled,
    CompiledUse,
    check,
    compile_choices,
    compile_use,
)
from consent.decisions.parts import asked_kinds, fine_countries
from consent.decisions.results import Result
from consent.decisions.uses import Party, Use
from consent.vocabulary.choices import Choices
from consent.vocabulary.diseases import BuiltInHierarchy
from consent.vocabulary.levels import Level, choices_of
from consent.vocabulary.terms import (
    ALWAYS_DUTIES,
    Basis,
    Flag,
    Group,
    Kind,
    Limit,
    Topic,
    Way,
)

SEED = 20261123
AT = datetime(2026, 11, 23, tzinfo=UTC)
PEOPLE = 2_000
USES = 200
PAIRS = 20_000
CEDAR_PAIRS = 2_000
GOAL_CEDAR, GOAL_NAIVE = 40, 3
LEVELS = (Level.WIDE, Level.HEALTH, Level.CONDITION, Level.ASK, Level.NONE)
COUNTRIES = ("FI", "SE", "DE", "US", "BR", "IN")
# The same question for Cedar: everything that is needed must be among the yeses.
POLICY = """
permit(principal, action == Action::"use", resource) when {
    resource.yes.containsAll(context.need) &&
    resource.places.containsAll(context.places) &&
    context.offers.containsAll(resource.demands)
};
"""


@dataclass
class Workload:
    """The same people, uses and pairs in the form of each engine."""

    compiled: list[Compiled]
    compiled_uses: list[CompiledUse]
    documents: list[dict[str, Any]]
    fine: list[frozenset[str]]
    naive_uses: list[dict[str, Any]]
    entities: cedarpy.Entities
    requests: list[dict[str, Any]]
    pairs: list[tuple[int, int]]


def main() -> None:
    print_title("P3  one decision in process (20 000 pairs of 2 000 people, 200 uses)")
    work = make_workload(random.Random(SEED))  # noqa: S311
    policies = cedarpy.PolicySet.from_str(POLICY)
    answers = answers_agree(work, policies)
    print(f"  all engines agree on {answers} pairs")
    found = take_turns(
        {
            "ours, compiled": lambda: rate(work.pairs, lambda p, u: ours(work, p, u)),
            "plain documents": lambda: rate(work.pairs, lambda p, u: naive(work, p, u)),
            f"cedarpy {version()}, preloaded": lambda: rate(
                work.pairs[:CEDAR_PAIRS], lambda p, u: cedar(work, policies, p, u)
            ),
        }
    )
    print_medians(found, "decisions/s")
    mine, plain, other = found
    print_goal("against cedarpy", ratio(found, mine, other), GOAL_CEDAR)
    print_goal("against plain documents", ratio(found, mine, plain), GOAL_NAIVE)


def rate(
    pairs: Sequence[tuple[int, int]], decide: Callable[[int, int], object]
) -> float:
    """Return decisions in a second; the loop costs every engine the same."""
    started = time.perf_counter()
    for person, use in pairs:
        decide(person, use)
    return len(pairs) / (time.perf_counter() - started)


def ours(work: Workload, person: int, use: int) -> bool:
    found = check(work.compiled[person], work.compiled_uses[use], AT)
    return found is Result.PERMIT


def naive(work: Workload, person: int, use: int) -> bool:
    answer = decide_naively(
        work.documents[person], work.naive_uses[use], work.fine[person]
    )
    return answer == "permit"


def cedar(work: Workload, policies: cedarpy.PolicySet, person: int, use: int) -> bool:
    request = {**work.requests[use], "resource": f'Person::"{person}"'}
    return bool(cedarpy.is_authorized(request, policies, work.entities).allowed)


def answers_agree(work: Workload, policies: cedarpy.PolicySet) -> int:
    for person, use in work.pairs[:CEDAR_PAIRS]:
        mine = ours(work, person, use)
        assert mine == naive(work, person, use), (person, use)
        assert mine == cedar(work, policies, person, use), (person, use)
    yes = sum(ours(work, *pair) for pair in work.pairs)
    assert len(work.pairs) / 50 < yes < len(work.pairs), f"a dull workload: {yes}"
    return CEDAR_PAIRS


def make_workload(luck: random.Random) -> Workload:
    people = [choices_of(luck.choice(LEVELS)) for _ in range(PEOPLE)]
    uses = [make_use(luck) for _ in range(USES)]
    hierarchy = BuiltInHierarchy()
    entities = json.dumps([entity(n, one) for n, one in enumerate(people)])
    return Workload(
        compiled=[compile_choices(one) for one in people],
        compiled_uses=[compile_use(one, hierarchy=hierarchy) for one in uses],
        documents=[document(one) for one in people],
        fine=[places_of(one) for one in people],
        naive_uses=[naive_use(one) for one in uses],
        entities=cedarpy.Entities.from_json_str(entities),
        requests=[cedar_request(one) for one in uses],
        pairs=[(luck.randrange(PEOPLE), luck.randrange(USES)) for _ in range(PAIRS)],
    )


def make_use(luck: random.Random) -> Use:
    topics = (Topic.HEALTH, Topic.CARE, Topic.PUBLIC_HEALTH, Topic.OTHER)
    return Use(
        parties=(Party("asker", luck.choice(list(Group))),),
        kinds=frozenset(luck.sample(list(Kind), luck.choice((1, 1, 2, 3)))),
        topic=luck.choice(topics),
        flags={flag: luck.random() < 1 / 4 for flag in Flag},
        places=frozenset(luck.sample(COUNTRIES, luck.choice((1, 2)))),
        way=luck.choice(list(Way)),
        accepts=ALWAYS_DUTIES,
        evidence={Limit.ETHICS: 1},
        basis=Basis.CHOICE,
    )


def document(choices: Choices) -> dict[str, Any]:
    stored: dict[str, Any] = choices.to_json()
    cells = {
        f"{group}.{kind}": answer
        for group, row in stored["cells"].items()
        for kind, answer in row.items()
    }
    demands = sorted(duty.value for duty in ALWAYS_DUTIES)
    return {**stored, "cells": cells, "demands": demands}


def places_of(choices: Choices) -> frozenset[str]:
    is_everywhere = choices.outside is not None and choices.outside.code == "yes"
    return frozenset(COUNTRIES) if is_everywhere else fine_countries(choices)


def naive_use(use: Use) -> dict[str, Any]:
    return {
        "groups": [str(party.group) for party in use.parties],
        "kinds": [kind.value for kind in asked_kinds(use.kinds)],
        "leave_out": [],
        "topic": str(use.topic),
        "way": str(use.way),
        "tools": use.flags[Flag.TOOLS],
        "commercial": use.flags[Flag.COMMERCIAL],
        "places": sorted(use.places),
        "accepts": {duty.value for duty in use.accepts},
        "ethics": True,
    }


def entity(number: int, choices: Choices) -> dict[str, Any]:
    stored = document(choices)
    yes = [
        f"{section}:{key}"
        for section in ("cells", "topics", "ways", "flags")
        for key, answer in stored[section].items()
        if answer == "yes"
    ]
    yes += [
        f"details:{detail}"
        for details in DETAILS.values()
        for detail in details
        if stored["details"].get(detail, "yes") == "yes"
    ]
    return {
        "uid": {"type": "Person", "id": str(number)},
        "attrs": {
            "yes": yes,
            "places": sorted(places_of(choices)),
            "demands": stored["demands"],
        },
        "parents": [],
    }


def cedar_request(use: Use) -> dict[str, Any]:
    plain = naive_use(use)
    need = [f"{section}:{key}" for section, key in asked(plain)]
    need += [
        f"details:{detail}"
        for kind in plain["kinds"]
        for detail in DETAILS.get(kind, ())
    ]
    return {
        "principal": 'Organization::"asker"',
        "action": 'Action::"use"',
        "context": {
            "need": need,
            "places": plain["places"],
            "offers": sorted(plain["accepts"]),
        },
    }


def version() -> str:
    return importlib.metadata.version("cedarpy")
