"""Loading a release of the disease vocabulary."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from django.db import transaction

from consent.audit import services as audit
from consent.diseases.models import Disease
from consent.diseases.queries import hierarchy
from consent.errors import Invalid

BATCH = 2_000


@dataclass(frozen=True)
class DiseaseLine:
    """One disease of a release, before its lineage is known."""

    code: str
    label: str
    parents: tuple[str, ...]


@transaction.atomic
def load(*, lines: Iterable[DiseaseLine], release: str) -> int:
    """Replace labels, parents and lineages by a release; return how many there are.

    Diseases that the release does not have are kept, since people may have named
    them. Raises Invalid when a parent is missing or the hierarchy has a cycle.
    """
    found = {line.code: line for line in lines}
    lineages = lineages_of(found)
    Disease.objects.bulk_create(
        (
            Disease(
                code=line.code,
                label=line.label,
                parents=list(line.parents),
                lineage=sorted(lineages[line.code]),
                release=release,
            )
            for line in found.values()
        ),
        batch_size=BATCH,
        update_conflicts=True,
        update_fields=["label", "parents", "lineage", "release"],
        unique_fields=["code"],
    )
    audit.record(kind="diseases.loaded", body={"release": release, "count": len(found)})
    hierarchy.forget()
    return len(found)


def lineages_of(lines: Mapping[str, DiseaseLine]) -> dict[str, frozenset[str]]:
    """Return each disease with itself and all its ancestors."""
    lineages: dict[str, frozenset[str]] = {}
    try:
        order = list(
            TopologicalSorter(
                {code: line.parents for code, line in lines.items()}
            ).static_order()
        )
    except CycleError as error:
        raise Invalid("The diseases form a circle.", errors=error.args[1]) from error
    missing = [code for code in order if code not in lines]
    if missing:
        raise Invalid("A disease names an unknown parent.", errors=missing)
    for code in order:
        above = (lineages[parent] for parent in lines[code].parents)
        lineages[code] = frozenset({code}).union(*above)
    return lineages
