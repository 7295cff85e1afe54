"""Who calls and what is known, in one statement: it runs before each use of data."""

from consent.api.authentication import COLUMNS, WHO_CALLS, Caller, caller_in
from consent.evaluations.queries import FACTS, Facts, asked_of, facts_in
from consent.evaluations.services import Question
from consent.prepared import fetch

WIDTH = 1 + len(COLUMNS)
WHO_ASKS = f"""
WITH caller AS MATERIALIZED ({WHO_CALLS})
SELECT caller.*, facts.*
FROM caller CROSS JOIN LATERAL ({FACTS.replace("%(platform)s", "caller.id")}) facts
"""  # noqa: S608


def find(digest: str, question: Question) -> tuple[Caller, Facts] | None:
    """Return the caller and the facts of its question; None: the token is invalid."""
    asked = asked_of(question.subject_id, question.names)
    row = fetch(WHO_ASKS, {**asked, "digest": digest})
    if row is None:
        return None
    return caller_in(row[:WIDTH]), facts_in(row[WIDTH:], question.names)
