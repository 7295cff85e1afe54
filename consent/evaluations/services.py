"""Deciding for platforms, and keeping each decision."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from django.db import DatabaseError, connection

from consent.decisions.compiled import check, compile_use
from consent.decisions.results import Decision, Result
from consent.decisions.rule import decide
from consent.decisions.uses import Use, parse_use
from consent.diseases.queries import hierarchy
from consent.errors import Unavailable
from consent.evaluations.permits import permit
from consent.evaluations.queries import Chosen, Facts, facts_about
from consent.grants import queries as grants
from consent.organizations.models import Platform
from consent.organizations.queries import parties_for
from consent.preferences import queries as preferences
from consent.preferences.models import Preference
from consent.publishing.queries import valid_until
from consent.vocabulary.choices import Choices
from consent.vocabulary.terms import Detail

# A preference never changes, so that what it says may be remembered by its id.
REMEMBERED = 10_000
INSERT = """
INSERT INTO consent_decisionrecord
    (platform_id, link_id, link_version, question, result, reason, rule)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
SILENT_STATES = frozenset({Platform.State.SUSPENDED, Platform.State.ENDED})


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


def evaluate(*, platform: Platform, question: Question) -> Evaluation:
    """Decide one question and record the answer.

    Raises Unavailable when anything needed cannot be read, or the answer cannot be
    recorded: no record, no yes.
    """
    try:
        evaluation, facts = answer(platform=platform, question=question)
        keep(platform, question, evaluation.decision, facts)
    except DatabaseError as error:
        raise Unavailable from error
    return evaluation


def answer(*, platform: Platform, question: Question) -> tuple[Evaluation, Facts]:
    """Decide one question from what the database holds now, without a record."""
    use = use_of(platform, question)
    facts = facts_about(question.subject_id, platform=platform)
    chosen = None if platform.state in SILENT_STATES else facts.chosen
    if chosen is None:
        decision = decide(None, use, hierarchy=hierarchy, at=facts.at)
        return Evaluation(decision, None, None, None), facts
    apart = frozenset(map(Detail, platform.details_apart))
    decision = _decide(chosen, use, facts.at, apart)
    lease_ends = valid_until(platform)
    return Evaluation(decision, chosen.version, facts.at, lease_ends), facts


def use_of(platform: Platform, question: Question) -> Use:
    """Return the use that a question states, as this platform's uses are judged.

    The places are those from where people look, as stated, and where the data lie.
    """
    names = (question.organization, *question.on_behalf_of)
    use = parse_use(question.properties, parties_for(names, platform=platform))
    if use.places:
        use = replace(use, places=use.places | {platform.country})
    return use


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
    reason = decision.reasons[0].code if decision.reasons else ""
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            [
                platform.pk,
                facts.link_id,
                facts.link_version,
                json.dumps(asked),
                decision.result,
                reason,
                decision.rule,
            ],
        )


def _decide(
    chosen: Chosen, use: Use, at: datetime, apart: frozenset[Detail]
) -> Decision:
    """Answer a yes from the masks; explain everything else by the whole rule."""
    result = check(
        chosen.compiled, compile_use(use, hierarchy=hierarchy, apart=apart), at
    )
    if result is Result.PERMIT:
        return permit(chosen.compiled, use)
    given = grants.alive(chosen.participant_id) if chosen.has_grants else []
    return decide(
        _choices(chosen),
        use,
        grants=[grants.value_of(grant) for grant in given],
        hierarchy=hierarchy,
        at=at,
        apart=apart,
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
