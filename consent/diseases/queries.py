"""The disease hierarchy as the rule needs it."""

from collections.abc import Sequence

from consent.diseases.models import Disease


class StoredHierarchy:
    """Lineages from the table, remembered per process; implements `Hierarchy`."""

    def lineage(self, code: str) -> frozenset[str] | None:
        """Return the disease and all its ancestors; None when it is unknown."""
        raise NotImplementedError


hierarchy = StoredHierarchy()


def search(words: str, *, limit: int = 10) -> Sequence[Disease]:
    """Return diseases whose name holds every word, shortest names first."""
    raise NotImplementedError


def labels_of(codes: Sequence[str]) -> dict[str, str]:
    """Return the names of diseases by code; unknown codes are left out."""
    raise NotImplementedError
