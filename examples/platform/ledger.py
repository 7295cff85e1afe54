"""What was asked of this desk, what it gave, and what it still has to report."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from examples.platform.moments import now
from examples.platform.questions import Question
from examples.platform.store import Row, Store

COPIES = frozenset({"copy", "library"})


@dataclass(frozen=True)
class Answer:
    """One person's part of an answer: what was given, or why nothing was."""

    record: str
    subject_id: str
    outcome: str
    code: str
    detail: str
    question: Question
    event_id: str
    given: Mapping[str, Any] = field(default_factory=dict)
    obligations: Sequence[str] = ()
    months: int | None = None


class Ledger:
    """Answers and the reports they owe are written together, or not at all."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def open_ask(self, ask_id: str, question: Question) -> None:
        self._store.run(
            "INSERT INTO ask VALUES (?, ?, ?)",
            (ask_id, json.dumps(vars(question)), now()),
        )

    def write(self, ask_id: str, answer: Answer, event: Mapping[str, Any]) -> None:
        """Keep an answer, and its report until Ambit has it."""
        with self._store.writing():
            self._store.run(
                "INSERT INTO answer (ask_id, subject_id, record, outcome, code, detail,"
                " given, question, obligations, months, event_id)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    ask_id,
                    answer.subject_id,
                    answer.record,
                    answer.outcome,
                    answer.code,
                    answer.detail,
                    json.dumps(answer.given),
                    json.dumps(vars(answer.question)),
                    json.dumps(list(answer.obligations)),
                    answer.months,
                    answer.event_id,
                ),
            )
            self._store.run(
                "INSERT INTO report (event_id, event) VALUES (?, ?)",
                (answer.event_id, json.dumps(event)),
            )

    def open_uses(self, subject_id: str) -> list[Row]:
        """List this person's data that somebody may still be working with."""
        return self._store.rows(
            "SELECT id, question FROM answer WHERE subject_id = ?"
            " AND outcome = 'released' AND stopped_at IS NULL",
            (subject_id,),
        )

    def copies_out(self, subject_id: str) -> list[dict[str, Any]]:
        """List the questions by which copies of this person's data went out, and ended."""
        rows = self._store.rows(
            "SELECT question FROM answer WHERE subject_id = ?"
            " AND outcome = 'released' AND stopped_at IS NOT NULL ORDER BY id",
            (subject_id,),
        )
        questions = [json.loads(row["question"]) for row in rows]
        return [one for one in questions if one["way"] in COPIES]

    def stop(self, answer_id: int) -> None:
        """End a running use; what was handed out is taken from this desk too."""
        self._store.run(
            "UPDATE answer SET stopped_at = ?, given = '{}' WHERE id = ?",
            (now(), answer_id),
        )

    def asks(self, limit: int = 20) -> list[Row]:
        return self._store.rows(
            "SELECT * FROM ask ORDER BY asked_at DESC LIMIT ?", (limit,)
        )

    def ask(self, ask_id: str) -> Row | None:
        return self._store.row("SELECT * FROM ask WHERE id = ?", (ask_id,))

    def answers(self, ask_id: str) -> list[dict[str, Any]]:
        rows = self._store.rows(
            "SELECT answer.*, report.state AS report FROM answer"
            " JOIN report USING (event_id) WHERE ask_id = ? ORDER BY answer.id",
            (ask_id,),
        )
        return [_read(row) for row in rows]

    def answer(self, answer_id: int) -> dict[str, Any]:
        """Read one answer anew; what was stopped meanwhile gives nothing."""
        [row] = self._store.rows("SELECT * FROM answer WHERE id = ?", (answer_id,))
        return _read(row)

    def waiting_reports(self) -> list[Row]:
        return self._store.rows(
            "SELECT event_id, event FROM report WHERE state = 'waiting'"
            " ORDER BY rowid LIMIT 100"
        )

    def close_report(self, event_id: str, *, problem: str = "") -> None:
        self._store.run(
            "UPDATE report SET state = ?, problem = ? WHERE event_id = ?",
            ("refused" if problem else "accepted", problem, event_id),
        )

    def note_problem(self, what: str) -> None:
        """Keep what a person here has to look at."""
        self._store.run("INSERT INTO problem (at, what) VALUES (?, ?)", (now(), what))


def _read(row: Row) -> dict[str, Any]:
    found = dict(row)
    for name in ("given", "question", "obligations"):
        found[name] = json.loads(found[name])
    return found
