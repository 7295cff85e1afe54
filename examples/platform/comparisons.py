"""Holding our list against Ambit's: what differs is healed there."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from examples.platform.ambit import Ambit, Unanswered
from examples.platform.choices import Choices
from examples.platform.ledger import Ledger
from examples.platform.moments import now
from examples.platform.store import Row, Store

ITEMS_AT_ONCE = 5_000


class Comparer:
    """Compares every so often and when asked; catch up first, or all looks behind."""

    def __init__(
        self,
        *,
        every: float,
        store: Store,
        choices: Choices,
        ledger: Ledger,
        ambit: Ambit,
    ) -> None:
        self._every = every
        self._store = store
        self._choices = choices
        self._ledger = ledger
        self._ambit = ambit

    def ask(self) -> None:
        """Compare at the next turn, whatever the time is."""
        self._store.remember("compared_at", None)

    def is_due(self) -> bool:
        last = float(self._store.fact("compared_at") or 0)
        return last + self._every <= now()

    def compare(self) -> None:
        """Send the digest of our list; only where it differs, send the list whole."""
        listing = self._choices.listing()
        answer = self._ambit.compare(
            {"count": len(listing), "digest": digest_of(listing)}
        )
        self._choices.renew_from(answer)
        is_same = answer.get("matches") is True and not answer.get("reconciling")
        self._remember([] if is_same else self.send_list())

    def send_list(self) -> list[dict[str, Any]]:
        """Send what we hold of each person, page by page; Ambit heals what differs.

        Each page says from which subject id to which it is complete, and is read
        just before it is sent, so that a push meanwhile is not a difference.
        """
        after, differences = "", []
        while True:
            rows = self._choices.listing(after=after, limit=ITEMS_AT_ONCE)
            is_last = len(rows) < ITEMS_AT_ONCE
            until = "" if is_last else rows[-1]["subject_id"]
            page = {"count": len(rows), "digest": digest_of(rows)} | {
                "items": [dict(row) for row in rows],
                "after_subject": after,
                "until_subject": until,
            }
            answer = self._ambit.compare(page)
            self._choices.renew_from(answer)
            differences += answer.get("differences", ())
            if is_last:
                break
            after = until
        if answer.get("reconciling"):
            raise Unanswered("Ambit asks once more what we hold")
        return differences

    def _remember(self, differences: Sequence[dict[str, Any]]) -> None:
        with self._store.writing():
            self._store.remember("compared_at", str(now()))
            self._store.remember("differences", str(len(differences)))
            for one in differences:
                self._ledger.note_problem(f"differs: {json.dumps(one)}")


def digest_of(listing: Sequence[Row]) -> str:
    """Sum up a list, sorted by subject id: SHA-256 over `subject:version:sharing`."""
    lines = "".join(
        f"{row['subject_id']}:{row['version']}:{row['sharing']}\n" for row in listing
    )
    return hashlib.sha256(lines.encode()).hexdigest()
