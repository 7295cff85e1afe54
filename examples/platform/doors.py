"""What each address of the platform answers."""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from examples.platform import pages
from examples.platform.assembly import Platform
from examples.platform.forms import FIRST, Form, read_form
from examples.platform.insight import health, state
from examples.platform.questions import BadQuestion, Question
from examples.platform.receiver import NotFromAmbit, Unreadable, receive, verify
from examples.platform.replies import HTML, Asked, Reply, say

STYLE = Path(__file__).with_name("desk.css")

Door = Callable[[Platform, Asked], Reply]


def webhook(platform: Platform, asked: Asked) -> Reply:
    """Take a push: the answer says which version we hold, and if it is in force."""
    if platform.settings.is_down:
        return say(HTTPStatus.SERVICE_UNAVAILABLE, error="down for a while")
    secrets = platform.settings.config().webhook_secrets
    try:
        message = verify(asked.body, asked.headers, secrets=secrets)
        version = receive(message, choices=platform.choices, via="push")
    except NotFromAmbit:
        return say(HTTPStatus.UNAUTHORIZED, error="not signed by Ambit")
    except Unreadable:
        return say(HTTPStatus.BAD_REQUEST, error="not understood")
    if platform.settings.enforce_after <= 0:
        platform.courier.put_into_force()
    held = platform.choices.held(str(message["data"].get("subject_id")))
    is_enforced = held is not None and held.enforced_version >= version
    if held is not None and is_enforced:
        # This answer is the confirmation; if it is lost, Ambit will push again.
        platform.choices.mark_confirmed(held.subject_id, held.enforced_version)
    return say(HTTPStatus.OK, applied_version=version, enforced=is_enforced)


def release(platform: Platform, asked: Asked) -> Reply:
    """Answer a question sent as JSON, for programs."""
    try:
        question = Question.read(_read_object(asked.body))
    except BadQuestion as error:
        return say(HTTPStatus.BAD_REQUEST, error="bad_question", part=str(error))
    ask_id = platform.desk.ask(question)
    platform.loops["report"].wake()
    names = _names(platform)
    people = [
        {"name": names.get(one["subject_id"], "")} | one
        for one in platform.ledger.answers(ask_id)
    ]
    counted = sum(one["outcome"] == "counted" for one in people)
    return say(
        HTTPStatus.OK, ask=ask_id, people=people, counted=pages.count_of(counted)
    )


def ask(platform: Platform, asked: Asked) -> Reply:
    """Answer the form: show the answer on its own page, so that reload is safe."""
    form: Form = parse_qs(asked.body.decode(errors="replace"))
    try:
        question = read_form(form)
    except BadQuestion as error:
        return _home(platform, form, problem=f"Please look again at: {error}.")
    ask_id = platform.desk.ask(question)
    platform.loops["report"].wake()
    return Reply(HTTPStatus.SEE_OTHER, headers={"Location": f"/asks/{ask_id}"})


def answer(platform: Platform, asked: Asked) -> Reply:
    """Show an answer given before."""
    ask_id = asked.path.rpartition("/")[2]
    row = platform.ledger.ask(ask_id)
    if row is None:
        return say(HTTPStatus.NOT_FOUND, error="not found")
    question = json.loads(row["question"])
    names = {one.code: one.name for one in platform.settings.config().askers}
    text = pages.answer(
        name=platform.settings.name,
        asker=names.get(question["organization"], question["organization"]),
        question=question,
        answers=platform.ledger.answers(ask_id),
        people=_names(platform),
    )
    return Reply(HTTPStatus.OK, text.encode(), HTML)


def home(platform: Platform, asked: Asked) -> Reply:
    """Show the form, filled in from the address or with the first example."""
    return _home(platform, parse_qs(asked.query) or FIRST)


def style(_platform: Platform, _asked: Asked) -> Reply:
    return Reply(HTTPStatus.OK, STYLE.read_bytes(), "text/css; charset=utf-8")


DOORS: Mapping[tuple[str, str], Door] = {
    ("GET", "/"): home,
    ("GET", "/desk.css"): style,
    ("GET", "/health"): health,
    ("GET", "/state"): state,
    ("POST", "/webhooks"): webhook,
    ("POST", "/release"): release,
    ("POST", "/asks"): ask,
}


def find(method: str, path: str) -> Door | None:
    if method == "GET" and path.startswith("/asks/"):
        return answer
    return DOORS.get((method, path))


def _home(platform: Platform, form: Form, *, problem: str = "") -> Reply:
    text = pages.home(
        name=platform.settings.name,
        lapses_at=platform.choices.valid_until(),
        has_lapsed=platform.choices.has_lapsed(),
        askers=platform.settings.config().askers,
        form=form,
        asks=platform.ledger.asks(),
        problem=problem,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return Reply(status, text.encode(), HTML)


def _names(platform: Platform) -> dict[str, str]:
    return {one.subject_id: one.name for one in platform.settings.config().people}


def _read_object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError as error:
        raise BadQuestion("body") from error
    if not isinstance(found, dict):
        raise BadQuestion("body")
    return found
