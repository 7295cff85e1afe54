"""What Ambit told us about each person, and the lease within which that counts."""

import json
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from examples.platform.ambit import Unanswered
from examples.platform.moments import now, seconds_of
from examples.platform.store import Row, Store

# The newer replaces the older; an older one that comes late changes nothing.
KEEP = """
INSERT INTO told (subject_id, version, kind, told, received_at, enforce_at)
SELECT subject_id, version, kind, told, ?, ? FROM {source} WHERE true
ON CONFLICT (subject_id) DO UPDATE SET version = excluded.version,
    kind = excluded.kind, told = excluded.told,
    received_at = excluded.received_at, enforce_at = excluded.enforce_at
WHERE excluded.version > told.version
"""
NOTE = """
INSERT INTO applied (subject_id, version, kind, via, at)
SELECT new.subject_id, new.version, new.kind, ?, ? FROM {source} AS new
LEFT JOIN told USING (subject_id)
WHERE told.version IS NULL OR new.version > told.version
"""
ONE = "(SELECT ? AS subject_id, ? AS version, ? AS kind, ? AS told)"
# A row is read by its sharing; people who left are in nobody's list any more.
LIST = """
SELECT subject_id, version, coalesce(json_extract(told, '$.sharing'), 'none') AS sharing
FROM told WHERE subject_id > ? AND json_extract(told, '$.sharing') IS NOT 'ended'
ORDER BY subject_id LIMIT ?
"""
ALL = -1


@dataclass(frozen=True)
class Told:
    """One version of one person, as Ambit said it."""

    subject_id: str
    version: int
    kind: str
    told: Mapping[str, Any]

    @property
    def values(self) -> tuple[str, int, str, str]:
        return self.subject_id, self.version, self.kind, json.dumps(self.told)


@dataclass(frozen=True)
class Held:
    """The version we hold of one person, and how far it is put into force."""

    subject_id: str
    version: int
    sharing: str
    enforced_version: int


class Choices:
    """One row per person: a newer version replaces, an older one is ignored."""

    def __init__(
        self, store: Store, *, enforce_after: float, lease_margin: float = 0.0
    ) -> None:
        self._store = store
        self._enforce_after = enforce_after
        self._lease_margin = lease_margin

    def together(self) -> AbstractContextManager[None]:
        """Do what follows whole or not at all."""
        return self._store.writing()

    # --- What we were told

    def apply(self, told: Told, *, via: str) -> None:
        """Keep what we were told if it is newer than what we hold."""
        moment = now()
        with self._store.writing():
            self._store.run(NOTE.format(source=ONE), (via, moment, *told.values))
            self._store.run(
                KEEP.format(source=ONE),
                (moment, moment + self._enforce_after, *told.values),
            )

    def stage(self, lines: Iterable[Told]) -> None:
        """Lay lines of a snapshot aside, until its end shows that it is whole."""
        with self._store.writing():
            for line in lines:
                self._store.run(
                    "INSERT OR REPLACE INTO staged VALUES (?, ?, ?, ?)", line.values
                )

    def apply_staged(self, *, via: str) -> None:
        """Keep every staged line that is newer than what we hold."""
        moment = now()
        with self._store.writing():
            self._store.run(NOTE.format(source="staged"), (via, moment))
            self._store.run(
                KEEP.format(source="staged"), (moment, moment + self._enforce_after)
            )
            self.forget_staged()

    def forget_staged(self) -> None:
        self._store.run("DELETE FROM staged")

    def held(self, subject_id: str) -> Held | None:
        row = self._store.row("SELECT * FROM told WHERE subject_id = ?", (subject_id,))
        return _held(row) if row else None

    def listing(self, *, after: str = "", limit: int = ALL) -> list[Row]:
        """List subject, version and sharing by subject, as Ambit compares them."""
        return self._store.rows(LIST, (after, limit))

    # --- What is in force, and what Ambit knows of it

    def to_enforce(self) -> list[Held]:
        """List people whose newest version is due to be put into force."""
        rows = self._store.rows(
            "SELECT * FROM told WHERE enforced_version < version AND enforce_at <= ?"
            " ORDER BY enforce_at",
            (now(),),
        )
        return [_held(row) for row in rows]

    def mark_enforced(self, held: Held) -> None:
        self._store.run(
            "UPDATE told SET enforced_version = ?, enforced_at = ?"
            " WHERE subject_id = ? AND enforced_version < ?",
            (held.version, now(), held.subject_id, held.version),
        )

    def to_confirm(self) -> list[Row]:
        """List versions in force that Ambit has not been told about."""
        return self._store.rows(
            "SELECT subject_id, enforced_version, enforced_at FROM told"
            " WHERE enforced_version > confirmed_version ORDER BY enforced_at LIMIT 500"
        )

    def mark_confirmed(self, subject_id: str, version: int) -> None:
        self._store.run(
            "UPDATE told SET confirmed_version = ?"
            " WHERE subject_id = ? AND confirmed_version < ?",
            (version, subject_id, version),
        )

    # --- The lease

    def renew(self, valid_until: object) -> None:
        """Move the lease forward; a late or repeated message never moves it back."""
        moment = seconds_of(valid_until)
        with self._store.writing():
            if moment > self.valid_until():
                self._store.remember("valid_until", str(moment))

    def renew_from(self, answer: Mapping[str, Any]) -> None:
        """Take the lease from an answer to a call of ours."""
        try:
            self.renew(answer.get("valid_until"))
        except ValueError as error:
            raise Unanswered("an answer without its lease") from error

    def valid_until(self) -> float:
        return float(self._store.fact("valid_until") or 0)

    def has_lapsed(self) -> bool:
        """Say whether we must stop: we cannot know what people want by now."""
        return self.valid_until() - self._lease_margin <= now()

    # --- After a restore at Ambit

    def begin_reconciling(self) -> None:
        """Take in nothing wider until Ambit has seen what we hold."""
        self._store.remember("reconciling", str(now()))

    def reconciling_since(self) -> str | None:
        return self._store.fact("reconciling")

    def end_reconciling(self, since: str | None) -> None:
        """End it, unless Ambit has asked again meanwhile."""
        with self._store.writing():
            if self.reconciling_since() == since:
                self._store.remember("reconciling", None)


def _held(row: Row) -> Held:
    told = json.loads(row["told"])
    return Held(
        row["subject_id"],
        row["version"],
        str(told.get("sharing")),
        row["enforced_version"],
    )
