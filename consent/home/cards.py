"""The parts of the home page, each of which may fail alone."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

import structlog
from django.db import connection, transaction

log = structlog.get_logger(__name__)

Made = TypeVar("Made")


class Cards:
    """Makes cards; `broken` names those that could not be made."""

    def __init__(self) -> None:
        self.broken: set[str] = set()

    def make(
        self, name: str, make: Callable[[], Made], *, after: str = ""
    ) -> Made | None:
        """Make a card; what it cannot show is not guessed, and spoils no other.

        A card that builds on another is broken with it (`after`). Returns None for
        a card that is broken.
        """
        if after in self.broken:
            self.broken.add(name)
            return None
        try:
            with _apart():
                return make()
        except Exception:
            # Whatever it was: a person must still see how to say no.
            log.exception("card_broken", card=name)
            self.broken.add(name)
            return None


def _apart() -> AbstractContextManager[object]:
    """Keep a failed statement from spoiling the others of its transaction."""
    if connection.in_atomic_block:
        return transaction.atomic()
    # Each statement stands alone already; two more would only cost time.
    return nullcontext()
