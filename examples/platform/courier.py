"""What goes on in the background: put into force, confirm, catch up, report."""

import json
import logging
import threading
import time
from collections.abc import Callable

from examples.platform.ambit import Ambit, ResyncRequired, Unanswered
from examples.platform.choices import Choices
from examples.platform.ledger import Ledger
from examples.platform.moments import exact_text_of
from examples.platform.receiver import Unreadable, apply
from examples.platform.releases import Desk
from examples.platform.settings import Settings
from examples.platform.store import Store

LOG = logging.getLogger("platform")
LONGEST_PAUSE = 30.0  # seconds between two tries while Ambit does not answer


class Loop:
    """Work that repeats every `pause` seconds, and at once when woken."""

    def __init__(self, name: str, work: Callable[[], None], *, pause: float) -> None:
        self._name = name
        self._work = work
        self._pause = pause
        self._bell = threading.Event()
        self._is_over = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._bell.set()

    def stop(self) -> None:
        self._is_over = True
        self._bell.set()
        self._thread.join(timeout=3)

    def _run(self) -> None:
        failures = 0
        while not self._is_over:
            try:
                self._work()
                failures = 0
            except (Unanswered, Unreadable) as error:
                failures += 1
                if failures == 1:
                    LOG.warning("%s: %r; we keep trying", self._name, error)
            except Exception:
                # A duty that ends in silence would be worse than one that repeats.
                failures += 1
                LOG.exception("%s failed; we keep trying", self._name)
            pause = min(2.0 ** (failures - 1), LONGEST_PAUSE) if failures else None
            self._bell.wait(self._pause if pause is None else pause)
            self._bell.clear()


class Courier:
    """The four duties of a platform that need no visitor."""

    def __init__(
        self,
        *,
        settings: Settings,
        store: Store,
        choices: Choices,
        ledger: Ledger,
        ambit: Ambit,
        desk: Desk,
    ) -> None:
        self._settings = settings
        self._store = store
        self._choices = choices
        self._ledger = ledger
        self._ambit = ambit
        self._desk = desk
        self._pull_at = 0.0

    def put_into_force(self) -> None:
        """Stop what a new choice no longer covers; then it is in force here."""
        for held in self._choices.to_enforce():
            self._desk.stop_uses(held.subject_id)
            self._choices.mark_enforced(held)

    def confirm(self) -> None:
        """Tell Ambit what is in force, until it has heard us."""
        rows = [] if self._settings.is_down else self._choices.to_confirm()
        if not rows:
            return
        enforced = [
            {
                "subject_id": row["subject_id"],
                "version": row["enforced_version"],
                "at": exact_text_of(row["enforced_at"]),
            }
            for row in rows
        ]
        answer = self._ambit.acknowledge(enforced, self._store.fact("cursor"))
        with self._store.writing():
            for row in rows:
                self._choices.mark_confirmed(row["subject_id"], row["enforced_version"])
            for problem in answer.get("problems", ()):
                self._ledger.note_problem(f"ack: {json.dumps(problem)}")
        self._renew(answer)

    def loops(self) -> dict[str, Loop]:
        """Give the four loops, each apart, so that a slow one holds up no other."""
        work = {
            "force": (self.put_into_force, 0.25),
            "confirm": (self.confirm, 0.25),
            "catch up": (self.catch_up, 1.0),
            "report": (self.report, 1.0),
        }
        return {
            name: Loop(name, duty, pause=pause) for name, (duty, pause) in work.items()
        }

    def catch_up(self) -> None:
        """Pull what no push has brought; our place in the feed survives a restart."""
        if self._settings.is_down:
            self._pull_at = 0.0
            return
        if time.monotonic() < self._pull_at:
            return
        while self._pull():
            pass
        self._pull_at = time.monotonic() + self._settings.pull_every

    def report(self) -> None:
        """Send reports until each is accepted or refused for good."""
        rows = self._ledger.waiting_reports()
        if not rows:
            return
        answer = self._ambit.report([json.loads(row["event"]) for row in rows])
        refused = {
            str(problem.get("event_id")): str(problem.get("code"))
            for problem in answer.get("problems", ())
        }
        with self._store.writing():
            for row in rows:
                code = refused.get(row["event_id"], "")
                # Our clock may be ahead of Ambit's: this one heals by waiting.
                if code != "in_the_future":
                    self._ledger.close_report(row["event_id"], problem=code)

    def _pull(self) -> bool:
        cursor = self._store.fact("cursor")
        try:
            page = self._ambit.changes(cursor)
        except ResyncRequired as error:
            if cursor is None:
                raise Unanswered("no place in the feed suits Ambit") from error
            # Versions still guard us: what we hold is never replaced by older.
            self._store.remember("cursor", None)
            return True
        with self._store.writing():
            for item in page.get("items", ()):
                apply(
                    item, kind=str(item.get("kind")), choices=self._choices, via="pull"
                )
            self._store.remember("cursor", page.get("next") or cursor)
        self._renew(page)
        return bool(page.get("has_more")) and page.get("next") != cursor

    def _renew(self, answer: dict[str, object]) -> None:
        try:
            self._choices.renew(answer.get("valid_until"))
        except ValueError as error:
            raise Unanswered("an answer without its lease") from error
