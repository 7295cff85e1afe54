"""The disease hierarchy as the rule needs it."""

from collections.abc import Sequence

from django.db.models.functions import Length

from consent.diseases.models import Disease
from consent.vocabulary.diseases import is_disease_code

REMEMBERED = 20_000


class StoredHierarchy:
    """Lineages from the table, remembered per process; implements `Hierarchy`.

    Only what was found is remembered: a disease loaded later counts at once, and
    a new release reaches a running process when it is started again.
    """

    def __init__(self) -> None:
        self._known: dict[str, frozenset[str]] = {}

    def lineage(self, code: str) -> frozenset[str] | None:
        """Return the disease and all its ancestors; None when it is unknown."""
        found = self._known.get(code)
        if found is None:
            found = _read(code)
            if found is not None:
                self._remember(code, found)
        return found

    def forget(self) -> None:
        """Drop what is remembered; the next question reads the table."""
        self._known.clear()

    def _remember(self, code: str, lineage: frozenset[str]) -> None:
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[code] = lineage


hierarchy = StoredHierarchy()


def search(words: str, *, limit: int = 10) -> Sequence[Disease]:
    """Return diseases whose name holds every word, shortest names first."""
    found = Disease.objects.all()
    parts = words.replace("\x00", " ").split()
    for part in parts:
        found = found.filter(label__icontains=part)
    if not parts:
        return []
    return list(found.order_by(Length("label"), "label")[:limit])


def labels_of(codes: Sequence[str]) -> dict[str, str]:
    """Return the names of diseases by code; unknown codes are left out."""
    readable = [code for code in codes if is_disease_code(code)]
    rows = Disease.objects.filter(code__in=readable).values_list("code", "label")
    return dict(rows)


def _read(code: str) -> frozenset[str] | None:
    rows = Disease.objects.filter(code=code).values_list("lineage", flat=True)
    lineage = rows.first()
    return None if lineage is None else frozenset(lineage)
