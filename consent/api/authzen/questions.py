"""AuthZEN's request: read strictly where it says so, and forgiving elsewhere."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from consent.evaluations.services import Question

REQUIRED = {
    "subject": ("type", "id"),
    "action": ("name",),
    "resource": ("type", "id"),
}
SUBJECT, ACTION, RESOURCE = "organization", "use", "participant"
MAX_BYTES = 64 * 1024
MAX_PARTIES = 20
NULL = rb"\u0000"
TOO_LONG = "The request is too long."


class BadRequest(Exception):
    """The request is not one that AuthZEN allows; says what is wrong."""


def read(request: HttpRequest) -> Question:
    """Return the question in a request; raises BadRequest with one sentence."""
    if request.content_type != "application/json":
        raise BadRequest("The content type must be application/json.")
    try:
        text = request.body
    except RequestDataTooBig:
        raise BadRequest(TOO_LONG) from None
    if len(text) > MAX_BYTES:
        raise BadRequest(TOO_LONG)
    if NULL in text:
        raise BadRequest("The body holds a null character.")
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadRequest("The body is not JSON.") from None
    return question_in(body)


def question_in(body: object) -> Question:
    """Return the question in a request's object; unknown fields are passed over."""
    if not isinstance(body, dict):
        raise BadRequest("The body must be an object.")
    subject, action, resource = (_entity(body, name) for name in REQUIRED)
    context = body.get("context", {})
    if not isinstance(context, dict):
        raise BadRequest("context must be an object.")
    facts = subject.get("properties", {})
    # Another kind of action is a use that we cannot read, so it gets a no.
    use = action.get("properties", {}) if action["name"] == ACTION else {}
    return Question(
        subject_id=resource["id"] if resource["type"] == RESOURCE else "",
        organization=subject["id"] if subject["type"] == SUBJECT else "",
        on_behalf_of=_names(facts.get("on_behalf_of")),
        properties={**use, "places": context.get("places")},
        actor=_text(facts.get("actor")),
        role=_text(facts.get("role")),
    )


def _entity(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    entity = body.get(name)
    if not isinstance(entity, dict):
        raise BadRequest(f"{name} must be an object.")
    for part in REQUIRED[name]:
        if not isinstance(entity.get(part), str) or not entity[part]:
            raise BadRequest(f"{name}.{part} must be a string.")
    if not isinstance(entity.get("properties", {}), dict):
        raise BadRequest(f"{name}.properties must be an object.")
    return entity


def _names(value: object) -> tuple[str, ...]:
    """Return the names; what is not a name stands for somebody unknown."""
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MAX_PARTIES:
        return ("",)
    return tuple(name if isinstance(name, str) else "" for name in value)


def _text(value: object) -> str:
    return value[:200] if isinstance(value, str) else ""
