"""What Ambit pushes to us: verified, applied only if newer, answered honestly."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from examples.platform.choices import Choices, Told
from examples.verify import ambit_signature

BATCH = "changes.batch"
# What can only take away; anything else might give.
NARROWER = frozenset(
    {"change.narrowed", "change.withdrawn", "grant.ended", "link.ended"}
)


LARGEST_VERSION = 2**63 - 1


class Unreadable(Exception):
    """It is signed, but we do not understand it."""


def verify(
    body: bytes, headers: Mapping[str, str], *, keys: Sequence[str]
) -> Mapping[str, Any]:
    """Check the signature with each key: during a rotation there are two.

    Raises NotFromAmbit, and Unreadable when it is signed but no message.
    """
    ambit_signature.verify(body, headers, keys)
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(message, dict) or not isinstance(message.get("data"), dict):
        raise Unreadable
    return message


def receive(message: Mapping[str, Any], *, choices: Choices, via: str) -> int:
    """Apply a verified message and say which version we hold; 0 when it has none."""
    data = message["data"]
    version = 0
    if data.get("reconcile") is True:
        choices.begin_reconciling()
    if "version" in data:
        version = apply(data, kind=message.get("type"), choices=choices, via=via)
    _renew(data, choices)
    return version


def receive_batch(message: Mapping[str, Any], *, choices: Choices) -> dict[str, int]:
    """Apply a batch as one step; say which version we hold of each person in it.

    A line that we cannot read is left out of the answer, so that Ambit sends it
    again; it spoils none of the others.
    """
    lines = message["data"].get("changes")
    if not isinstance(lines, list):
        raise Unreadable
    held = {}
    with choices.together():
        for line in lines:
            try:
                version = apply(line, kind=line["kind"], choices=choices, via="push")
            except (Unreadable, KeyError, TypeError):
                continue
            held[line["subject_id"]] = version
        _renew(message["data"], choices)
    return held


def apply(item: Mapping[str, Any], *, kind: object, choices: Choices, via: str) -> int:
    """Apply one change, pushed or pulled, and say which version we hold now."""
    told = read(item, kind=kind)
    # Until Ambit has seen our list, its wider word may come from before a restore.
    if told.kind in NARROWER or not choices.reconciling_since():
        choices.apply(told, via=via)
    held = choices.held(told.subject_id)
    return held.version if held else 0


def read(item: Mapping[str, Any], *, kind: object) -> Told:
    """Read one change strictly."""
    subject_id, version = item.get("subject_id"), item.get("version")
    told = item.get("told")
    if (
        not isinstance(subject_id, str)
        or type(version) is not int
        or not 0 <= version <= LARGEST_VERSION
        or not isinstance(told, dict)
        or not isinstance(kind, str)
    ):
        raise Unreadable
    return Told(subject_id, version, kind, told)


def _renew(data: Mapping[str, Any], choices: Choices) -> None:
    try:
        if "valid_until" in data:
            choices.renew(data["valid_until"])
    except ValueError as error:
        raise Unreadable from error
