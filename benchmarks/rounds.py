"""Rounds that take turns, and what is printed of them."""

import os
import statistics
from collections.abc import Callable, Mapping

ROUNDS = 5


def take_turns(
    cases: Mapping[str, Callable[[], float]], rounds: int = ROUNDS
) -> dict[str, list[float]]:
    """Run every case once in each round, so that a busy minute hits all alike."""
    found: dict[str, list[float]] = {name: [] for name in cases}
    for _round in range(rounds):
        for name, run in cases.items():
            found[name].append(run())
    return found


def median(values: list[float]) -> float:
    return statistics.median(values)


def ratio(found: Mapping[str, list[float]], ours: str, other: str) -> float:
    """Return the median of the ratios of each round: ours against the other."""
    pairs = zip(found[ours], found[other], strict=True)
    return statistics.median(mine / theirs for mine, theirs in pairs)


def print_medians(found: Mapping[str, list[float]], unit: str) -> None:
    width = max(map(len, found))
    for name, values in found.items():
        low, high = min(values), max(values)
        print(
            f"  {name:<{width}}  {median(values):>12,.0f} {unit}"
            f"  ({low:,.0f} to {high:,.0f}, {len(values)} rounds)"
        )


def print_goal(what: str, value: float, goal: float) -> None:
    said = "met" if value >= goal else "MISSED"
    print(f"  {what}: {value:.2f} (goal at least {goal:g}: {said})")


def print_limit(what: str, value: float, goal: float) -> None:
    said = "met" if value <= goal else "MISSED"
    print(f"  {what}: {value:.2f} (goal at most {goal:g}: {said})")


def print_title(title: str) -> None:
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"\n{title}\n  load average {load}, {os.cpu_count()} processors")
