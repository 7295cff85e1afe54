"""What Ambit told us about each person, and the lease within which that counts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from examples.platform.moments import now, seconds_of
from examples.platform.store import Row, Store


@dataclass(frozen=True)
class Held:
    """The version we hold of one person, and how far it is put into force."""

    subject_id: str
    version: int
    sharing: str
    enforced_version: int


class Choices:
    """One row per person: a newer version replaces, an older one is ignored."""

    def __init__(self, store: Store, *, enforce_after: float) -> None:
        self._store = store
        self._enforce_after = enforce_after

    def apply(
        self,
        *,
        subject_id: str,
        version: int,
        kind: str,
        told: Mapping[str, Any],
        via: str,
    ) -> bool:
        """Keep what we were told if it is newer; say whether it was."""
        moment = now()
        with self._store.writing():
            is_newer = self._store.run(
                """INSERT INTO told (subject_id, version, kind, told, received_at,
                enforce_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (subject_id) DO
                UPDATE SET version = excluded.version, kind = excluded.kind,
                told = excluded.told, received_at = excluded.received_at,
                enforce_at = excluded.enforce_at
                WHERE excluded.version > told.version""",
                (
                    subject_id,
                    version,
                    kind,
                    json.dumps(told),
                    moment,
                    moment + self._enforce_after,
                ),
            )
            if is_newer:
                self._store.run(
                    "INSERT INTO applied (subject_id, version, kind, via, at)"
                    " VALUES (?, ?, ?, ?, ?)",
                    (subject_id, version, kind, via, moment),
                )
        return bool(is_newer)

    def held(self, subject_id: str) -> Held | None:
        row = self._store.row("SELECT * FROM told WHERE subject_id = ?", (subject_id,))
        return _held(row) if row else None

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

    def renew(self, valid_until: object) -> None:
        """Move the lease forward; a late or repeated message never moves it back."""
        moment = seconds_of(valid_until)
        with self._store.writing():
            if moment > self.valid_until():
                self._store.remember("valid_until", str(moment))

    def valid_until(self) -> float:
        return float(self._store.fact("valid_until") or 0)

    def has_lapsed(self) -> bool:
        """Say whether we must stop: we cannot know what people want by now."""
        return self.valid_until() <= now()


def _held(row: Row) -> Held:
    told = json.loads(row["told"])
    return Held(
        row["subject_id"],
        row["version"],
        str(told.get("sharing")),
        row["enforced_version"],
    )
