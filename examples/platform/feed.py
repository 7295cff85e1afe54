"""Our side of Ambit's feed: catching up, and starting anew."""

import json
import time
from collections.abc import Iterator, Sequence
from typing import Any

from examples.platform.ambit import (
    Ambit,
    ReconcileFirst,
    ResyncRequired,
    Unanswered,
)
from examples.platform.choices import Choices
from examples.platform.comparisons import Comparer
from examples.platform.ledger import Ledger
from examples.platform.receiver import Unreadable, apply, read
from examples.platform.settings import Settings
from examples.platform.store import Store

STAGED_AT_ONCE = 1_000
ERRORS_AT_ONCE = 1_000
LONGEST_ID = 80


class Feed:
    """Follows the feed; our place in it survives a restart."""

    def __init__(
        self,
        *,
        settings: Settings,
        store: Store,
        choices: Choices,
        ledger: Ledger,
        ambit: Ambit,
        comparer: Comparer,
    ) -> None:
        self._settings = settings
        self._store = store
        self._choices = choices
        self._ledger = ledger
        self._ambit = ambit
        self._comparer = comparer
        self._pull_at = 0.0
        self._errors: list[dict[str, Any]] = []

    def follow(self) -> None:
        """Pull what no push has brought; once a day, compare."""
        if self._settings.is_down:
            self._pull_at = 0.0
            return
        is_due = self._comparer.is_due()
        is_urgent = is_due or self._choices.reconciling_since()
        if not is_urgent and time.monotonic() < self._pull_at:
            return
        self._catch_up()
        if is_due:
            self._comparer.compare()
        self._pull_at = time.monotonic() + self._settings.pull_every

    # --- Catching up

    def _catch_up(self) -> None:
        try:
            self._read_to_the_end()
        except ResyncRequired as error:
            # Versions still guard us: what we hold is never replaced by older.
            with self._store.writing():
                self._store.remember("cursor", None)
                if isinstance(error, ReconcileFirst):
                    self._choices.begin_reconciling()
            self._read_to_the_end()
        self._acknowledge_place()

    def _read_to_the_end(self) -> None:
        if since := self._choices.reconciling_since():
            self._comparer.send_list()
            self._choices.end_reconciling(since)
        if self._store.fact("cursor") is None:
            self._take_snapshot()
        while self._pull():
            pass

    def _pull(self) -> bool:
        cursor = self._store.fact("cursor")
        page = self._ambit.changes(cursor)
        with self._store.writing():
            for item in page.get("items", ()):
                self._apply(item)
            self._store.remember("cursor", page.get("next") or cursor)
        self._choices.renew_from(page)
        return bool(page.get("has_more")) and page.get("next") != cursor

    def _apply(self, item: dict[str, Any]) -> None:
        try:
            apply(item, kind=item.get("kind"), choices=self._choices, via="pull")
        except Unreadable:
            # One line that we cannot read must not hold up everybody behind it.
            self._ledger.note_problem(f"feed: {json.dumps(item)[:500]}")
            subject_id, version = item.get("subject_id"), item.get("version")
            if isinstance(subject_id, str) and type(version) is int:
                self._errors.append(
                    {
                        "subject_id": subject_id[:LONGEST_ID],
                        "version": version,
                        "code": "unreadable",
                    }
                )

    def _acknowledge_place(self) -> None:
        """Say how far we have read, which is what Ambit measures us by."""
        cursor = self._store.fact("cursor")
        if cursor == self._store.fact("acked_cursor") and not self._errors:
            return
        errors = self._errors[:ERRORS_AT_ONCE]
        self._choices.renew_from(self._ambit.acknowledge(cursor=cursor, errors=errors))
        self._store.remember("acked_cursor", cursor)
        self._errors = self._errors[len(errors) :]

    # --- Starting anew

    def _take_snapshot(self) -> None:
        """Take everybody's newest line, all or nothing, and go on from there."""
        self._choices.forget_staged()
        lines = self._ambit.snapshot()
        head = next(lines, {}).get("snapshot")
        if not isinstance(head, dict) or not isinstance(head.get("next"), str):
            raise Unanswered("a snapshot without its head")
        self._stage(lines, expected=head.get("count"))
        with self._store.writing():
            self._choices.apply_staged(via="snapshot")
            self._store.remember("cursor", head["next"])
        self._choices.renew_from(head)

    def _stage(self, lines: Iterator[dict[str, Any]], *, expected: object) -> None:
        slice_: list[dict[str, Any]] = []
        for count, line in enumerate(lines):
            if "end" in line:
                self._stage_slice(slice_)
                if not count == expected == line["end"].get("count"):
                    break
                return
            slice_.append(line)
            if len(slice_) == STAGED_AT_ONCE:
                self._stage_slice(slice_)
                slice_ = []
        raise Unanswered("half a snapshot")

    def _stage_slice(self, lines: Sequence[dict[str, Any]]) -> None:
        try:
            self._choices.stage([read(one, kind=one.get("kind")) for one in lines])
        except Unreadable as error:
            raise Unanswered("a snapshot that we cannot read") from error
