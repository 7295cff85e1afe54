"""The built-in diseases: several hundred Mondo terms with their whole ancestry.

Source and licence: `data/README.md`.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Protocol

SOURCE: Final = "Mondo Disease Ontology, release 2024-07, CC BY 4.0"
RELEASE: Final = "2024-07"
SYSTEM: Final = "http://purl.obolibrary.org/obo/mondo.owl"
DATA: Final = Path(__file__).with_name("data") / "diseases.csv"
CODE: Final = re.compile(r"MONDO:\d{7}")


class Hierarchy(Protocol):
    """Anything that knows how diseases descend from each other."""

    def lineage(self, code: str) -> frozenset[str] | None:
        """Give the disease itself and all its ancestors; None if it is unknown."""


@dataclass(frozen=True, slots=True)
class DiseaseTerm:
    """One disease; `parents` are more general diseases of the same table."""

    code: str
    label: str
    parents: tuple[str, ...]


def is_disease_code(code: object) -> bool:
    return isinstance(code, str) and CODE.fullmatch(code) is not None


@cache
def built_in_diseases() -> dict[str, DiseaseTerm]:
    with DATA.open(encoding="utf-8", newline="") as rows:
        return {
            row["id"]: DiseaseTerm(
                row["id"], row["label"], tuple(filter(None, row["parents"].split("|")))
            )
            for row in csv.DictReader(rows)
        }


@cache
def ancestors(code: str) -> frozenset[str]:
    """Give a built-in disease and all its ancestors; unknown raises KeyError."""
    parents = built_in_diseases()[code].parents
    return frozenset({code}).union(*(ancestors(parent) for parent in parents))


class BuiltInHierarchy:
    """The hierarchy of the built-in diseases, for tests and a fresh install."""

    def lineage(self, code: str) -> frozenset[str] | None:
        return ancestors(code) if code in built_in_diseases() else None
