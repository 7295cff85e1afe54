"""The door for Ambit's pushes: the answer says what we hold, and what is in force."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from examples.platform.assembly import Platform
from examples.platform.receiver import (
    BATCH,
    Unreadable,
    receive,
    receive_batch,
    verify,
)
from examples.platform.replies import Asked, Reply, say
from examples.verify.ambit_signature import NotFromAmbit


def webhook(platform: Platform, asked: Asked) -> Reply:
    """Take a push of one change, of a batch, or of none but a lease."""
    if platform.settings.is_down:
        return say(HTTPStatus.SERVICE_UNAVAILABLE, error="down for a while")
    config = platform.settings.config()
    try:
        message = verify(asked.body, asked.headers, keys=config.webhook_keys)
        if message.get("type") == BATCH and config.takes_batches:
            return _answer_batch(platform, message)
        return _answer_one(platform, message)
    except NotFromAmbit:
        return say(HTTPStatus.UNAUTHORIZED, error="not signed by Ambit")
    except Unreadable:
        return say(HTTPStatus.BAD_REQUEST, error="not understood")


def _answer_one(platform: Platform, message: Mapping[str, Any]) -> Reply:
    version = receive(message, choices=platform.choices, via="push")
    if platform.choices.reconciling_since():
        platform.loops["feed"].wake()
    subject_id = str(message["data"].get("subject_id"))
    is_enforced = _in_force(platform, {subject_id: version})[subject_id]
    return say(
        HTTPStatus.OK,
        applied_version=version,
        enforced=is_enforced,
        **_left(platform, subject_id, is_enforced=is_enforced),
    )


def _answer_batch(platform: Platform, message: Mapping[str, Any]) -> Reply:
    held = receive_batch(message, choices=platform.choices)
    in_force = _in_force(platform, held)
    applied = [
        {
            "subject_id": subject_id,
            "applied_version": version,
            "enforced": in_force[subject_id],
            **_left(platform, subject_id, is_enforced=in_force[subject_id]),
        }
        for subject_id, version in held.items()
    ]
    return say(HTTPStatus.OK, applied=applied)


def _left(platform: Platform, subject_id: str, *, is_enforced: bool) -> dict[str, Any]:
    """Name what stays although it is in force; this answer is our word for that too."""
    residue = platform.wishes.residue(subject_id) if is_enforced else []
    return {"residue": residue} if residue else {}


def _in_force(platform: Platform, versions: Mapping[str, int]) -> dict[str, bool]:
    """Say which of these versions are in force; this answer is their confirmation.

    If it is lost, Ambit pushes again.
    """
    if platform.settings.enforce_after <= 0:
        platform.courier.put_into_force()
    found = {}
    with platform.store.writing():
        for subject_id, version in versions.items():
            held = platform.choices.held(subject_id)
            is_enforced = held is not None and held.enforced_version >= version
            if held is not None and is_enforced:
                platform.choices.mark_confirmed(subject_id, held.enforced_version)
            found[subject_id] = is_enforced
    return found
