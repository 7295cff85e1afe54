"""A request's or a grant's scope as uses that the rule can judge."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from consent.decisions.results import Decision
from consent.decisions.rule import decide
from consent.decisions.uses import Party, Use
from consent.diseases.queries import hierarchy
from consent.organizations.models import Organization
from consent.organizations.queries import party_of
from consent.vocabulary.choices import Choices
from consent.vocabulary.terms import Basis, Duty, Flag, Kind, Limit, Topic, Way

# Only the person's own answer counts here, so evidence and promises are taken as given.
FULL_EVIDENCE = {Limit.ETHICS: 1, Limit.MONTHS: 1}


class Scope(Protocol):
    """What requests and grants have in common."""

    organization: Organization
    kinds: list[str]
    topic: str
    diseases: list[str]
    is_tools: bool
    is_commercial: bool
    ways: list[str]
    places: list[str]
    study: str


def judge(value: Choices | None, scope: Scope, at: datetime) -> list[Decision]:
    """Decide the whole scope, once for each way it names, without any grant.

    The organization is judged by its own kind, the stricter reading for partners.
    """
    return [decide(value, use, hierarchy=hierarchy, at=at) for use in _uses(scope)]


def _uses(scope: Scope) -> Iterator[Use]:
    party: Party = party_of(scope.organization, is_partner=False)
    for way in scope.ways:
        yield Use(
            parties=(party,),
            kinds=frozenset(map(Kind, scope.kinds)),
            topic=Topic(scope.topic),
            flags={Flag.TOOLS: scope.is_tools, Flag.COMMERCIAL: scope.is_commercial},
            diseases=frozenset(scope.diseases),
            places=frozenset(scope.places),
            way=Way(way),
            study=scope.study,
            accepts=frozenset(Duty),
            evidence=FULL_EVIDENCE,
            basis=Basis.CHOICE,
        )
