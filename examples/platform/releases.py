"""Who may have what: we ask Ambit before every release, and doubt means no."""

import json
import uuid
from collections.abc import Callable
from typing import Any

from examples.platform.ambit import Ambit, Unanswered
from examples.platform.choices import Choices, Held
from examples.platform.decisions import Decision, no
from examples.platform.ledger import Answer, Ledger
from examples.platform.moments import exact_text_of, now
from examples.platform.questions import WAYS, Question
from examples.platform.reasons import OUR_REASONS, UNDERSTOOD
from examples.platform.records import fields_of
from examples.platform.settings import Config, Person
from examples.platform.store import Store
from examples.platform.wishes import Wishes


class Desk:
    """Answers questions about everybody on record, one person at a time."""

    def __init__(
        self,
        *,
        store: Store,
        choices: Choices,
        ledger: Ledger,
        ambit: Ambit,
        config: Callable[[], Config],
        wishes: Wishes,
    ) -> None:
        self._store = store
        self._choices = choices
        self._ledger = ledger
        self._ambit = ambit
        self._config = config
        self._wishes = wishes

    def ask(self, question: Question) -> str:
        """Answer for each person on record and keep what was answered."""
        ask_id = f"a-{uuid.uuid4().hex[:12]}"
        config = self._config()
        self._ledger.open_ask(ask_id, question)
        for person in config.people:
            if not question.subject_ids or person.subject_id in question.subject_ids:
                self._answer(ask_id, question, person, config.details_apart)
        return ask_id

    def still_given(self, answer_id: int) -> dict[str, Any]:
        """Give a record that was released and may still be handed over; else empty."""
        with self._store.writing():
            answer = self._ledger.answer(answer_id)
            code = self._reason_to_refuse(answer["subject_id"])
            return {} if code else dict(answer["given"])

    def stop_uses(self, subject_id: str) -> None:
        """End running uses that the person's newest choice does not cover."""
        held = self._choices.held(subject_id)
        apart = self._config().details_apart
        for use in self._ledger.open_uses(subject_id):
            question = Question.read(json.loads(use["question"]))
            may_go_on = False
            if held is not None and held.sharing == "some":
                allowed, decision = self._decide(question, subject_id, apart)
                # A use that runs cannot be made smaller here, so it ends.
                may_go_on = allowed is question and not _flaw(decision, held)
            if not may_go_on:
                self._ledger.stop(use["id"])

    def _answer(
        self, ask_id: str, question: Question, person: Person, apart: frozenset[str]
    ) -> None:
        code = self._reason_to_refuse(person.subject_id)
        allowed: Question = question
        decision = None
        if not code:
            allowed, decision = self._decide(question, person.subject_id, apart)
        # The last look and the release are one step: a change that arrives while
        # Ambit was being asked must find either no release or one it can stop.
        with self._store.writing():
            code = code or self._reason_to_refuse(person.subject_id, decision)
            gone = self._wishes.gone(person.subject_id).intersection(question.kinds)
            code = "gone" if gone else code
            if code or decision is None:
                answer = _refusal(question, person, decision, code)
            else:
                answer = _release(allowed, person, decision)
            self._ledger.write(ask_id, answer, _event(answer))

    def _decide(
        self, question: Question, subject_id: str, apart: frozenset[str]
    ) -> tuple[Question, Decision]:
        """Ask; when only a part is in the way, ask once more without that part."""
        asked = question.without(question.leave_out, apart=apart)
        if not asked.kinds:
            return question, no("cannot_leave_out")
        try:
            decision = self._ambit.evaluate(asked, subject_id=subject_id)
            smaller = asked.without(decision.leave_out, apart=apart)
            if smaller is asked:
                return asked, decision
            if not smaller.kinds:
                return asked, no("cannot_leave_out") if decision.is_yes else decision
            return smaller, self._ambit.evaluate(smaller, subject_id=subject_id)
        except Unanswered:
            return question, no("ambit_silent")

    def _reason_to_refuse(
        self, subject_id: str, decision: Decision | None = None
    ) -> str:
        """Find why there is no release, whatever Ambit said; empty when none."""
        held = self._choices.held(subject_id)
        if self._choices.has_lapsed():
            return "lease_lapsed"
        if held is None:
            return "not_told"
        if held.sharing != "some":
            return f"sharing_{'ended' if held.sharing == 'ended' else 'none'}"
        return "" if decision is None else _flaw(decision, held)


def _flaw(decision: Decision, held: Held) -> str:
    """Find why this decision is no yes for us."""
    if not decision.is_yes:
        return decision.code
    if not UNDERSTOOD.issuperset(decision.obligations):
        return "unknown_obligation"
    if "months" in decision.obligations and not decision.months:
        return "unknown_obligation"
    if decision.version < held.version or decision.valid_until <= now():
        return "out_of_date"
    return ""


def _refusal(
    question: Question, person: Person, decision: Decision | None, code: str
) -> Answer:
    return Answer(
        record=person.record,
        subject_id=person.subject_id,
        outcome="refused",
        code=code,
        detail=OUR_REASONS.get(code) or (decision.detail if decision else ""),
        question=question,
        event_id=_event_id(),
    )


def _release(question: Question, person: Person, decision: Decision) -> Answer:
    is_count = question.way == "count"
    # What a yes still leaves out is left out, even if we asked for it.
    left_out = {*question.leave_out, *decision.leave_out}
    kinds = [kind for kind in question.kinds if kind not in left_out]
    return Answer(
        record=person.record,
        subject_id=person.subject_id,
        outcome="counted" if is_count else "released",
        code="permit",
        detail="",
        question=question,
        event_id=_event_id(),
        given={} if is_count else fields_of(person.record, kinds, leave_out=left_out),
        obligations=decision.obligations,
        months=decision.months,
    )


def _event_id() -> str:
    return f"e-{uuid.uuid4().hex}"


def _event(answer: Answer) -> dict[str, Any]:
    """Describe what happened, in the words of Ambit's access events."""
    question = answer.question
    shown_way, use_way = WAYS[question.way]
    return question.as_use() | {
        "event_id": answer.event_id,
        "subject_id": answer.subject_id,
        "way": "refused" if answer.outcome == "refused" else shown_way,
        "use_way": use_way,
        "organization": question.organization,
        "on_behalf_of": list(question.on_behalf_of),
        "via": "",
        "actor": question.actor,
        "is_computer": question.is_computer,
        "places": list(question.places),
        "purpose": question.purpose,
        "residue": "",
        "occurred_at": exact_text_of(now()),
    }
