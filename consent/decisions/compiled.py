"""The fast form: one bit per answer; agrees with `decide` exactly or says nothing."""

from dataclasses import dataclass
from datetime import datetime

from consent.decisions.results import Result
from consent.decisions.uses import Use
from consent.vocabulary.choices import Choices
from consent.vocabulary.diseases import Hierarchy
from consent.vocabulary.terms import ALL_DETAILS, Detail


@dataclass(frozen=True, slots=True)
class Compiled:
    """A person's choices as masks, fit for the columns of a row.

    `conditions` is None when they are sealed elsewhere; `has_conditions` tells whether
    there are any.
    """

    yes: int
    open: int
    places_yes: int
    places_open: int
    demands: int
    months: int | None
    until: datetime | None
    vocabulary: int
    has_conditions: bool
    has_organizations: bool
    conditions: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class CompiledUse:
    """A use as masks of what it needs."""


def compile_choices(choices: Choices) -> Compiled:
    """Turn choices into masks."""
    raise NotImplementedError


def compile_use(
    use: Use, *, hierarchy: Hierarchy, apart: frozenset[Detail] = ALL_DETAILS
) -> CompiledUse:
    """Turn a use into masks, once for many people."""
    raise NotImplementedError


def check(compiled: Compiled, use: CompiledUse, at: datetime) -> Result | None:
    """Answer in the fast form; None means: run `decide`.

    Grants are not looked at: when the answer is ask and there are any, run `decide`.
    """
    raise NotImplementedError
