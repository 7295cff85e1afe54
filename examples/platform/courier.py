"""What goes on in the background: put into force, confirm, report, and the feed."""

import json
import logging
import threading
from collections.abc import Callable

from examples.platform.ambit import Ambit, Unanswered
from examples.platform.choices import Choices
from examples.platform.feed import Feed
from examples.platform.ledger import Ledger
from examples.platform.moments import exact_text_of
from examples.platform.releases import Desk
from examples.platform.settings import Settings
from examples.platform.store import Store
from examples.platform.wishes import Wishes

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
            except Unanswered as error:
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
    """The five duties of a platform that need no visitor."""

    def __init__(
        self,
        *,
        settings: Settings,
        store: Store,
        choices: Choices,
        ledger: Ledger,
        ambit: Ambit,
        desk: Desk,
        feed: Feed,
        wishes: Wishes,
    ) -> None:
        self._settings = settings
        self._store = store
        self._choices = choices
        self._ledger = ledger
        self._ambit = ambit
        self._desk = desk
        self._feed = feed
        self._wishes = wishes

    def put_into_force(self) -> None:
        """Stop what a new choice no longer covers; then it is in force here."""
        busy = []
        with self._store.writing():
            for held in self._choices.to_enforce():
                self._wishes.obey(held.subject_id)
                if self._ledger.open_uses(held.subject_id):
                    busy.append(held)
                else:
                    self._choices.mark_enforced(held)
        # Stopping asks Ambit, which takes its time: one by one, and nobody waits.
        for held in busy:
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
                "residue": self._wishes.residue(row["subject_id"]),
            }
            for row in rows
        ]
        answer = self._ambit.acknowledge(enforced, cursor=self._store.fact("cursor"))
        with self._store.writing():
            for row in rows:
                self._choices.mark_confirmed(row["subject_id"], row["enforced_version"])
            for problem in answer.get("problems", ()):
                self._ledger.note_problem(f"ack: {json.dumps(problem)}")
        self._choices.renew_from(answer)

    def answer_wishes(self) -> None:
        """Answer what people asked of us, until Ambit has heard."""
        answers = [] if self._settings.is_down else self._wishes.to_answer()
        if answers:
            self._ambit.acknowledge(cursor=self._store.fact("cursor"), asks=answers)
            self._wishes.mark_answered(answers)

    def loops(self) -> dict[str, Loop]:
        """Give the five loops, each apart, so that a slow one holds up no other."""
        work = {
            "force": (self.put_into_force, 0.25),
            "confirm": (self.confirm, 0.25),
            "wishes": (self.answer_wishes, 1.0),
            "feed": (self._feed.follow, 1.0),
            "report": (self.report, 1.0),
        }
        return {
            name: Loop(name, duty, pause=pause) for name, (duty, pause) in work.items()
        }

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
