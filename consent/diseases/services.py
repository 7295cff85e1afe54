"""Loading a release of the disease vocabulary."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class DiseaseLine:
    """One disease of a release, before its lineage is known."""

    code: str
    label: str
    parents: tuple[str, ...]


def load(*, lines: Iterable[DiseaseLine], release: str) -> int:
    """Replace labels, parents and lineages by a release; return how many there are.

    Diseases that the release does not have are kept, since people may have named
    them. Raises Invalid when a parent is missing or the hierarchy has a cycle.
    """
    raise NotImplementedError
