"""The geometry of the portal's pictures: numbers in, SVG numbers out, no markup."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

INNERMOST = 31
STEP = 16.5
WIDTH = 15
TURN = 2 * math.pi
WIDE = 0.9
NARROW = 0.1
NUDGE = 0.3

Cells: TypeAlias = Mapping[tuple[str, str], tuple[object, bool]]


@dataclass(frozen=True)
class Slice:
    """One cell of the rings: a group and a kind of data."""

    name: str
    fill: str
    path: str


@dataclass(frozen=True)
class Mark:
    """A word or a number at a point of a picture."""

    text: str
    x: float
    y: float
    anchor: str = "middle"


@dataclass(frozen=True)
class Run:
    """Neighbouring kinds with the same answer on one small ring."""

    letter: str
    radius: float
    length: int
    offset: int


@dataclass(frozen=True)
class Bar:
    """One rectangle of a chart or meter."""

    css: str
    x: float
    y: float
    width: float
    height: float


def answer_code(answer: object) -> str:
    """Read an answer that comes as an enum with a code, or as the code itself."""
    return str(getattr(answer, "code", answer) or "")


def fill_of(answer: object, *, varies: bool) -> str:
    code = answer_code(answer) or "no"
    return f"{code}-mix" if varies and code != "no" else f"{code}-fill"


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _arc(inner: float, outer: float, start: float, end: float) -> str:
    def point(radius: float, angle: float) -> str:
        x, y = radius * math.cos(angle), radius * math.sin(angle)
        return f"{x:.0f} {y:.0f}".replace(" -", "-")

    return (
        f"M{point(outer, start)}A{outer:g} {outer:g} 0 0 1 {point(outer, end)}"
        f"L{point(inner, end)}A{inner:g} {inner:g} 0 0 0 {point(inner, start)}Z"
    )


def slices(cells: Cells) -> list[Slice]:
    """Lay the cells out: groups from the middle outwards, kinds clockwise from the top."""
    groups = _distinct(str(group) for group, _ in cells)
    kinds = _distinct(str(kind) for _, kind in cells)
    share = TURN / max(len(kinds), 1)
    made = []
    for (group, kind), (answer, varies) in cells.items():
        inner = INNERMOST + groups.index(str(group)) * STEP
        start = kinds.index(str(kind)) * share - TURN / 4
        gap = 2.2 / (inner + WIDTH)
        path = _arc(inner, inner + WIDTH, start + gap, start + share - gap)
        made.append(Slice(f"cell-{group}-{kind}", fill_of(answer, varies=varies), path))
    return made


def ring_numbers(cells: Cells) -> list[Mark]:
    count = len(_distinct(str(group) for group, _ in cells))
    middles = [INNERMOST + ring * STEP + WIDTH / 2 for ring in range(count)]
    return [Mark(str(number), 0, -middle) for number, middle in enumerate(middles, 1)]


def kind_words(cells: Cells, words: Mapping[str, str]) -> list[Mark]:
    """Put the name of each kind of data outside the middle of its sector."""
    kinds = _distinct(str(kind) for _, kind in cells)
    rings = len(_distinct(str(group) for group, _ in cells))
    reach = INNERMOST + rings * STEP + 7
    marks = []
    for number, kind in enumerate(kinds):
        angle = (number + 0.5) * TURN / len(kinds) - TURN / 4
        side = math.cos(angle)
        if abs(side) > WIDE:
            # Nearer to a pole there is more room beside the circle.
            angle += math.copysign(NUDGE, side * math.sin(angle))
            side = math.cos(angle)
        anchor = "middle" if abs(side) < NARROW else "start" if side > 0 else "end"
        x = reach * side
        y = reach * math.sin(angle) + (12 if anchor == "middle" else 4)
        marks.append(Mark(words.get(kind, kind), round(x, 1), round(y, 1), anchor))
    return marks


def runs(cells: Cells) -> list[Run]:
    """Join equal neighbours, so that a small ring needs few circles."""
    found = []
    rings = groupby(cells.items(), key=lambda cell: str(cell[0][0]))
    for ring, (_, row) in enumerate(rings):
        letters = [(answer_code(answer) or "no")[0] for _, (answer, _) in row]
        offset = 0
        for letter, same in groupby(letters):
            length = len(list(same))
            found.append(Run(letter, 7.5 + ring * 4, length, -offset))
            offset += length
    return found


def meter_bars(parts: Sequence[tuple[str, int]], *, width: int = 600) -> list[Bar]:
    """Draw one block for each place, in the order of the parts."""
    blocks = [css for css, count in parts for _ in range(count)]
    step = width / max(len(blocks), 1)
    return [
        Bar(css, round(number * step + 1.5, 1), 2, round(step - 5, 1), 22)
        for number, css in enumerate(blocks)
    ]


def columns(pairs: Sequence[tuple[int, int]]) -> list[Bar]:
    """Draw used and copied on top of each other for each month, 760 wide, 115 high."""
    most = max((used + copied for used, copied in pairs), default=0) or 1
    step = 760 / max(len(pairs), 1)
    bars = []
    for number, (used, copied) in enumerate(pairs):
        x, width = round(number * step + step * 0.2, 1), round(step * 0.6, 1)
        low, high = used / most * 115, copied / most * 115
        if used:
            bars.append(Bar("a", x, round(150 - low, 1), width, round(low, 1)))
        if copied:
            top = round(150 - low - high - (2 if used else 0), 1)
            bars.append(Bar("b", x, top, width, round(high, 1)))
    return bars


def lying(pairs: Sequence[tuple[int, int]]) -> list[Bar]:
    """Draw the same as bars that lie one under the other, 340 wide, for phones."""
    most = max((used + copied for used, copied in pairs), default=0) or 1
    bars = []
    for number, (used, copied) in enumerate(pairs):
        long, rest = used / most * 225, copied / most * 225
        if used:
            bars.append(Bar("a", 62, number * 30 + 5, round(long, 1), 18))
        if copied:
            x = round(62 + long + (2 if used else 0), 1)
            bars.append(Bar("b", x, number * 30 + 5, round(rest, 1), 18))
    return bars
