"""What people ask of us beyond their choices: obeyed here, answered to Ambit."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from examples.platform.ledger import Ledger
from examples.platform.moments import now
from examples.platform.store import Row, Store

DATA = frozenset({"survey", "health", "gene", "genome"})
# What is gone from our shelves once a wish was obeyed.
GONE = {"delete_data": DATA, "destroy_sample": frozenset({"sample"})}
SAID = {
    "stop_use": "All work that used your data has stopped.",
    "delete_data": "We deleted the data that we keep about you.",
    "destroy_sample": "We destroyed your samples.",
    "leave_study": "You are out of our study.",
}
LABELS = {
    "stop_use": "Stop use",
    "delete_data": "Delete the data",
    "destroy_sample": "Destroy the samples",
    "leave_study": "Leave the study",
}
LONGEST_TEXT = 300
MOST_RESIDUE = 20


class Wishes:
    """One row for each wish; it is obeyed before its change is in force."""

    def __init__(self, store: Store, ledger: Ledger) -> None:
        self._store = store
        self._ledger = ledger

    def obey(self, subject_id: str) -> None:
        """Do what is newly asked in the version that we hold; here it is quick.

        What we do not know is kept for a person to look at, and answered by them.
        """
        for wish in self._told(subject_id):
            with self._store.writing():
                is_new = self._store.run(
                    "INSERT OR IGNORE INTO wish (id, subject_id, kind, at)"
                    " VALUES (?, ?, ?, ?)",
                    (wish["id"], subject_id, wish["kind"], now()),
                )
                if is_new and wish["kind"] in SAID:
                    if wish["kind"] != "destroy_sample":
                        self._stop_all(subject_id)
                    self._store.run(
                        "UPDATE wish SET done_at = ? WHERE id = ?", (now(), wish["id"])
                    )

    def gone(self, subject_id: str) -> frozenset[str]:
        """Name the kinds that we no longer have of a person."""
        rows = self._store.rows(
            "SELECT kind FROM wish WHERE subject_id = ? AND done_at IS NOT NULL",
            (subject_id,),
        )
        kinds = [GONE.get(row["kind"], frozenset()) for row in rows]
        return frozenset().union(*kinds)

    def to_answer(self) -> list[dict[str, Any]]:
        """List the answers that Ambit has not heard: first "working", then "done"."""
        rows = self._store.rows(
            "SELECT * FROM wish WHERE said = ''"
            " OR (said = 'working' AND done_at IS NOT NULL) ORDER BY at LIMIT 100"
        )
        return [
            {"id": row["id"], "answer": "done", "text": SAID[row["kind"]]}
            if row["said"]
            else {"id": row["id"], "answer": "working"}
            for row in rows
        ]

    def mark_answered(self, answers: Sequence[Mapping[str, Any]]) -> None:
        with self._store.writing():
            for one in answers:
                self._store.run(
                    "UPDATE wish SET said = ? WHERE id = ?", (one["answer"], one["id"])
                )

    def listing(self) -> list[Row]:
        return self._store.rows("SELECT * FROM wish ORDER BY at DESC LIMIT 20")

    def residue(self, subject_id: str) -> list[dict[str, Any]]:
        """Name the copies that we gave out and cannot take back ourselves."""
        lines = [
            f"A copy went to {copy['organization']}. We told them to stop."
            for copy in self._ledger.copies_out(subject_id)
        ]
        return [
            {"kind": "onward", "text": text[:LONGEST_TEXT]}
            for text in dict.fromkeys(lines)
        ][:MOST_RESIDUE]

    def _stop_all(self, subject_id: str) -> None:
        for use in self._ledger.open_uses(subject_id):
            self._ledger.stop(use["id"])

    def _told(self, subject_id: str) -> list[dict[str, str]]:
        row = self._store.row(
            "SELECT told FROM told WHERE subject_id = ?", (subject_id,)
        )
        asks = json.loads(row["told"]).get("asks") if row else None
        return [
            one
            for one in (asks if isinstance(asks, list) else [])
            if isinstance(one, dict)
            and isinstance(one.get("id"), str)
            and isinstance(one.get("kind"), str)
        ]
