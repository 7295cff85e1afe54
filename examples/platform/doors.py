"""What each address of the platform answers."""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from examples.platform import pages
from examples.platform.assembly import Platform
from examples.platform.extracts import extract
from examples.platform.forms import FIRST, Form, read_form
from examples.platform.insight import health, state
from examples.platform.pushes import webhook
from examples.platform.questions import BadQuestion, Question
from examples.platform.replies import HTML, Asked, Reply, say
from examples.platform.standing import standing

STYLE = Path(__file__).with_name("desk.css")

Door = Callable[[Platform, Asked], Reply]


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
        has_lapsed=platform.choices.has_lapsed(),
    )
    return Reply(HTTPStatus.OK, text.encode(), HTML)


def compare(platform: Platform, _asked: Asked) -> Reply:
    """Hold our list against Ambit's now; the page shows what came of it."""
    platform.comparer.ask()
    platform.loops["feed"].wake()
    return Reply(HTTPStatus.SEE_OTHER, headers={"Location": "/"})


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
    ("POST", "/compare"): compare,
}


def find(method: str, path: str) -> Door | None:
    if method == "GET" and path.startswith("/asks/"):
        return extract if path.endswith("/extract") else answer
    return DOORS.get((method, path))


def _home(platform: Platform, form: Form, *, problem: str = "") -> Reply:
    text = pages.home(
        name=platform.settings.name,
        standing=standing(platform),
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
