"""Whether new choices say no inside the scope of a grant."""

from datetime import datetime

from consent.decisions.results import Decision, Result
from consent.decisions.rule import decide
from consent.decisions.uses import Party, Use
from consent.diseases.queries import hierarchy
from consent.grants.models import Grant
from consent.vocabulary.choices import Choices
from consent.vocabulary.terms import (
    Basis,
    Duty,
    Flag,
    Group,
    Kind,
    Limit,
    Topic,
    Way,
)

FULL_EVIDENCE = {Limit.ETHICS: 1, Limit.MONTHS: 1}


def refuses(value: Choices, grant: Grant, at: datetime) -> bool:
    """Tell whether the choices now say no to any part of what was granted.

    Promises and evidence are taken as given: only the person's own no counts. The
    organization is judged by its own kind, the stricter reading for partners.
    """
    return any(_says_no(_decide(value, grant, Way(way), at)) for way in grant.ways)


def _says_no(decision: Decision) -> bool:
    return decision.result is Result.DENY


def _decide(value: Choices, grant: Grant, way: Way, at: datetime) -> Decision:
    use = Use(
        parties=(Party(grant.organization.code, Group(grant.organization.kind)),),
        kinds=frozenset(map(Kind, grant.kinds)),
        topic=Topic(grant.topic),
        flags={Flag.TOOLS: grant.is_tools, Flag.COMMERCIAL: grant.is_commercial},
        diseases=frozenset(grant.diseases),
        places=frozenset(grant.places),
        way=way,
        study=grant.study,
        accepts=frozenset(Duty),
        evidence=FULL_EVIDENCE,
        basis=Basis.CHOICE,
    )
    return decide(value, use, hierarchy=hierarchy, at=at)
