"""The part of a person's choices that a platform is told."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from consent.decisions.demands import obligations_of
from consent.decisions.duo import Member, is_readable, project
from consent.decisions.duo_grants import project_grant
from consent.decisions.duo_terms import DuoBlock
from consent.decisions.grants import Grant
from consent.decisions.narrowing import is_closed
from consent.vocabulary.choices import Choices
from consent.vocabulary.terms import ALL_DETAILS, Detail, Kind

INSTANT: Final = "%Y-%m-%dT%H:%M:%SZ"


def tell(
    choices: Choices | None,
    *,
    at: datetime,
    with_diseases: bool,
    members: Sequence[Member] = (),
    apart: frozenset[Detail] = ALL_DETAILS,
    grants: Sequence[Grant] = (),
) -> dict[str, object]:
    """Give sharing (some or none), DUO blocks, until and obligations.

    Never the grid, named organizations, other platforms, who chose or how. Diseases
    only where the person picked this place. A grant needs its organization among
    `members`. The caller adds subject, version and lease.
    """
    if choices is None or is_closed(choices) or not is_readable(choices, at):
        return nothing()
    blocks = project(
        choices, at=at, with_diseases=with_diseases, members=members, apart=apart
    )
    by_code = {member.code: member for member in members}
    given = [
        project_grant(
            choices,
            grant,
            member=by_code[grant.organization],
            at=at,
            with_diseases=with_diseases,
            apart=apart,
        )
        for grant in sorted(grants, key=lambda grant: grant.code)
        if grant.organization in by_code
    ]
    return {
        "sharing": "some",
        "duo": written(blocks),
        "grants": [written(blocks) for blocks in given if blocks],
        "until": in_whole_seconds(choices.until),
        "obligations": [duty.to_json() for duty in obligations_of(choices)],
    }


def nothing() -> dict[str, object]:
    """Say that nothing is shared."""
    return {
        "sharing": "none",
        "duo": {},
        "grants": [],
        "until": None,
        "obligations": [],
    }


def in_whole_seconds(until: datetime | None) -> str | None:
    """Write an end in UTC, never later than it is."""
    return None if until is None else until.astimezone(UTC).strftime(INSTANT)


def written(blocks: dict[Kind, DuoBlock]) -> dict[str, object]:
    return {kind.value: block.to_json() for kind, block in blocks.items()}
