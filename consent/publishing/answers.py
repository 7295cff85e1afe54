"""What a platform's answer to a message means."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from consent.asks.words import Answered, Left, read_answers, read_residue
from consent.outbound.postman import Reply

SUCCESS = range(200, 300)
REDIRECT = range(300, 400)
BUSY = frozenset({429, 502, 503, 504})
TIMEOUT = "timeout"
# What no wait mends: somebody at the platform has to look.
NEEDS_HUMAN = frozenset(
    {
        "status_401",
        "status_403",
        "status_404",
        "status_410",
        "tls",
        "address_refused",
    }
)
# What we did ourselves says nothing about the platform.
OURS = frozenset({"cancelled", "internal", "not_called", "wrong_party"})


@dataclass(frozen=True)
class Applied:
    """The platform holds this version, and may have put it in force already.

    `residue` is what stays there though it is in force, `asks` answers other asks.
    """

    version: int
    is_enforced: bool
    residue: tuple[Left, ...] = ()
    asks: tuple[Answered, ...] = ()


@dataclass(frozen=True)
class Failed:
    """The platform did not take the message; `error` is a stable code."""

    error: str
    is_busy: bool = False
    retry_after: float | None = None


def read_answer(reply: Reply, *, sent: int, now: datetime) -> Applied | Failed:
    """Judge a reply to version `sent`; that the version was issued is checked later."""
    failure = failure_of(reply, now=now)
    if failure is not None:
        return failure
    answer = _parsed(reply)
    if answer is None:
        return Failed("not_json")
    if not isinstance(answer, dict):
        return Failed("no_applied_version")
    version, is_enforced = answer.get("applied_version"), answer.get("enforced") is True
    if not isinstance(version, int) or isinstance(version, bool):
        return Failed("no_applied_version")
    if version < sent:
        return Failed("behind")
    return Applied(
        version,
        is_enforced,
        residue=read_residue(answer.get("residue")) if is_enforced else (),
        asks=read_answers(answer.get("asks")),
    )


def split_answer(reply: Reply, subjects: Sequence[str]) -> list[Reply]:
    """Return for each subject of a batch the answer that is its own.

    A subject that the platform left out gets an answer that confirms nothing; the
    others do not suffer for it. An answer that is none at all is everybody's.
    """
    answer = _parsed(reply) if reply.status in SUCCESS and not reply.error else None
    lines = answer.get("applied") if isinstance(answer, dict) else None
    if not isinstance(lines, list):
        return [reply] * len(subjects)
    said = {
        line["subject_id"]: line
        for line in lines
        if isinstance(line, dict) and isinstance(line.get("subject_id"), str)
    }
    return [
        replace(reply, body=json.dumps(said.get(subject, {})).encode())
        for subject in subjects
    ]


def failure_of(reply: Reply, *, now: datetime) -> Failed | None:
    """Return why the platform did not take a message at all, or nothing."""
    if reply.status is None:
        return Failed(reply.error, is_busy=reply.error == TIMEOUT)
    if reply.status in SUCCESS:
        return Failed(reply.error) if reply.error else None
    if reply.status in REDIRECT:
        return Failed("redirect")
    return Failed(
        f"status_{reply.status}",
        is_busy=reply.status in BUSY,
        retry_after=_seconds_asked(reply.retry_after, now),
    )


def _parsed(reply: Reply) -> Any:
    try:
        return json.loads(reply.body)
    except (ValueError, RecursionError):
        return None


def _seconds_asked(header: str, now: datetime) -> float | None:
    if header.isascii() and header.isdigit():
        return float(header)
    try:
        asked = (parsedate_to_datetime(header) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return max(asked, 0.0)
