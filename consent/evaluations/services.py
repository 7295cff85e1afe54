"""Deciding for platforms, and keeping each decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import orjson
from django.db import DatabaseError

from consent.decisions.compiled import check
from consent.decisions.results import Decision, Reason, ReasonCode, Result
from consent.decisions.rule import decide
from consent.diseases.queries import hierarchy
from consent.errors import Unavailable
from consent.evaluations.permits import permit
from consent.evaluations.queries import Chosen, Facts, facts_about
from consent.evaluations.uses import StatedUse, stated_use
from consent.grants import queries as grants
from consent.organizations.models import Platform
from consent.preferences import queries as preferences
from consent.preferences.models import Preference
from consent.prepared import execute
from consent.vocabulary.choices import Choices

# A preference never changes, so that what it says may be remembered by its id.
REMEMBERED = 10_000
INSERT = """
INSERT INTO consent_decisionrecord
    (platform_id, link_id, link_version, question, result, reason, rule)
VALUES (%(platform)s, %(link)s, %(version)s, %(question)s, %(result)s, %(reason)s,
        %(rule)s)
"""


@dataclass(frozen=True)
class Question:
    """One question of a platform, in the words of the API.

    `properties` holds the use (way, kinds, topic, …); `organization` and
    `on_behalf_of` are codes or ROR URLs.
    """

    subject_id: str
    organization: str
    on_behalf_of: tuple[str, ...]
    properties: Mapping[str, object]
    actor: str = ""
    role: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every organization that takes part."""
        return (self.organization, *self.on_behalf_of)


@dataclass(frozen=True)
class Evaluation:
    """A decision with what the platform may know about when and on what it rests.

    `version`, `as_of` and `valid_until` are None when the subject is unknown to
    the platform or nothing was chosen: such answers must not be told apart.
    """

    decision: Decision
    version: int | None
    as_of: datetime | None
    valid_until: datetime | None


def evaluate(
    *, platform: Platform, question: Question, facts: Facts | None = None
) -> Evaluation:
    """Decide one question and record the answer.

    `facts` are given by who has read them for this very question just now. Raises
    Unavailable when anything needed cannot be read, or the answer cannot be
    recorded: no record, no yes.
    """
    try:
        evaluation, facts = answer(platform=platform, question=question, facts=facts)
        keep(platform, question, evaluation.decision, facts)
    except DatabaseError as error:
        raise Unavailable from error
    return evaluation


def answer(
    *, platform: Platform, question: Question, facts: Facts | None = None
) -> tuple[Evaluation, Facts]:
    """Decide one question from what the database holds now, without a record."""
    facts = facts or facts_about(question.subject_id, question.names, platform=platform)
    stated = stated_use(question.properties, facts.parties, platform)
    chosen = None if platform.is_stopped else facts.chosen
    if chosen is None:
        decision = decide(None, stated.use, hierarchy=hierarchy, at=facts.at)
        return Evaluation(decision, None, None, None), facts
    decision = _decide(chosen, stated, facts.at)
    if chosen.is_held and decision.result is not Result.DENY:
        decision = Decision(Result.DENY, (Reason(ReasonCode.HELD),))
    return Evaluation(decision, chosen.version, facts.at, facts.valid_until), facts


def keep(
    platform: Platform, question: Question, decision: Decision, facts: Facts
) -> None:
    """Add the record of a decision, in one statement of its own."""
    asked = {
        "organization": question.organization,
        "on_behalf_of": question.on_behalf_of,
        "actor": question.actor,
        "role": question.role,
        "use": question.properties,
    }
    execute(
        INSERT,
        {
            "platform": platform.pk,
            "link": facts.link_id,
            "version": facts.link_version,
            "question": orjson.dumps(asked).decode(),
            "result": decision.result.value,
            "reason": decision.reasons[0].code.value if decision.reasons else "",
            "rule": decision.rule,
        },
    )


def _decide(chosen: Chosen, stated: StatedUse, at: datetime) -> Decision:
    """Answer a yes from the masks; explain everything else by the whole rule."""
    if check(chosen.compiled, stated.compiled(), at) is Result.PERMIT:
        return permit(chosen.compiled, stated.use)
    given = grants.alive(chosen.participant_id) if chosen.has_grants else []
    return decide(
        _choices(chosen),
        stated.use,
        grants=[grants.value_of(grant) for grant in given],
        hierarchy=hierarchy,
        at=at,
        apart=stated.apart,
    )


def _choices(chosen: Chosen) -> Choices | None:
    # Named conditions are health data: they are unsealed anew for each question.
    if chosen.compiled.has_conditions:
        return _read(chosen.preference_id)
    return _remembered(chosen.preference_id)


@lru_cache(maxsize=REMEMBERED)
def _remembered(preference_id: int) -> Choices | None:
    return _read(preference_id)


def _read(preference_id: int) -> Choices | None:
    return preferences.choices_of(Preference.objects.get(pk=preference_id))
