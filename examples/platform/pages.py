"""The desk's pages: plain HTML that works without any script."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

from examples.platform.forms import EXAMPLES, Form
from examples.platform.labels import (
    DISEASES,
    HOW,
    LAPSED,
    LEAVE_OUT,
    PROMISES,
    SIGNED,
    SMALLEST_GROUP,
    WHAT,
    WHY,
)
from examples.platform.moments import text_of
from examples.platform.questions import LONGEST
from examples.platform.settings import Asker
from examples.platform.store import Row


def home(
    *,
    name: str,
    standing: str,
    askers: Sequence[Asker],
    form: Form,
    asks: Sequence[Row],
    problem: str = "",
) -> str:
    """Write the first page: the form, and what was asked before."""
    body = [
        "<h1>Ask for data</h1>",
        f'<p class="notice" role="alert">{escape(problem)}</p>' if problem else "",
        "<p>Fill in an example: ",
        " · ".join(
            f'<a href="/?{escape(urlencode(values, doseq=True))}">{escape(title)}</a>'
            for title, values in EXAMPLES.items()
        ),
        "</p>",
        _form(askers, form),
        _asks(asks),
        standing,
    ]
    return page(name, "Ask for data", "".join(body))


def answer(
    *,
    name: str,
    asker: str,
    question: Mapping[str, Any],
    answers: Sequence[Mapping[str, Any]],
    people: Mapping[str, str],
    has_lapsed: bool,
) -> str:
    """Write what the desk answered, person by person, or only the number."""
    if has_lapsed:
        answers = [dict(one) | {"given": {}} for one in answers]
    if question["way"] == "count":
        number = sum(one["outcome"] == "counted" for one in answers)
        body = f'<p class="outcome">{count_of(number)} people may be counted.</p>'
    else:
        rows = "".join(_answer_row(one, people) for one in answers)
        body = (
            '<table><caption>Person by person</caption><thead><tr><th scope="col">'
            'Record</th><th scope="col">Answer</th><th scope="col">What was given'
            f'</th><th scope="col">Duties</th></tr></thead><tbody>{rows}</tbody></table>'
        )
    asked = (
        f"<h1>Our answer to {escape(asker)}</h1>"
        f"<p>{escape(', '.join(WHAT[kind] for kind in question['kinds']))}. "
        f"{escape(WHY[question['topic']])}. {escape(HOW.get(question['way'], ''))}.</p>"
    )
    if has_lapsed:
        asked += f'<p class="notice">{LAPSED}</p>'
    back = '<p><a href="/">Ask for something else</a></p>'
    return page(name, "Our answer", asked + body + back)


def page(name: str, title: str, body: str) -> str:
    site = escape(f"{name}: data desk")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} | {site}</title>"
        '<link rel="stylesheet" href="/desk.css"></head><body>'
        f'<header><p class="sitename"><a href="/">{site}</a></p>'
        "<p>A made-up place with made-up records. This is not Ambit.</p></header>"
        f"<main>{body}</main></body></html>"
    )


def count_of(number: int) -> str:
    """Never show a number so small that it points at people."""
    return str(number) if number >= SMALLEST_GROUP else f"Fewer than {SMALLEST_GROUP}"


def _form(askers: Sequence[Asker], form: Form) -> str:
    names = {one.code: one.name for one in askers}
    flags = {"tools": "Make tools and AI", "commercial": "Make things to sell"}
    return "".join(
        [
            '<form method="post" action="/asks">',
            "<fieldset><legend>Who</legend>",
            _select("organization", "Organization", names, form),
            _select("on_behalf_of", "On behalf of", {"": "Nobody else"} | names, form),
            _text("actor", "Your name and role", form),
            "</fieldset><fieldset><legend>What</legend>",
            _choices("checkbox", "kinds", WHAT, form),
            "</fieldset><fieldset><legend>What you can go without</legend>",
            _choices("checkbox", "leave_out", LEAVE_OUT, form),
            "</fieldset><fieldset><legend>Why</legend>",
            _select("topic", "Topic", WHY, form),
            _select("disease", "Illness", DISEASES, form),
            *(
                _choices("checkbox", flag, {"yes": label}, form)
                for flag, label in flags.items()
            ),
            _text("purpose", "In one plain sentence", form),
            _text("study", "Name of the study", form),
            "</fieldset><fieldset><legend>How and where</legend>",
            _choices("radio", "way", HOW, form),
            _text("place", "Countries, by two letters", form),
            "</fieldset><fieldset><legend>What you can show and promise</legend>",
            _text("ethics", "Ethics approval", form),
            _text("months", "Months until you delete it", form),
            _choices("checkbox", "accepts", PROMISES, form),
            f"<p>{SIGNED}</p>",
            '</fieldset><button type="submit">Ask for data</button></form>',
        ]
    )


def _select(name: str, label: str, options: Mapping[str, str], form: Form) -> str:
    picked = form.get(name, ("",))
    listed = "".join(
        f'<option value="{escape(value)}"{" selected" if value in picked else ""}>'
        f"{escape(text)}</option>"
        for value, text in options.items()
    )
    return f'<label>{escape(label)}<select name="{name}">{listed}</select></label>'


def _text(name: str, label: str, form: Form) -> str:
    value = escape(next(iter(form.get(name, ())), ""))
    return (
        f'<label>{escape(label)}<input type="text" name="{name}" value="{value}"'
        f' maxlength="{LONGEST.get(name, 40)}"></label>'
    )


def _choices(shape: str, name: str, options: Mapping[str, str], form: Form) -> str:
    picked = form.get(name, ())
    return "".join(
        f'<label><input type="{shape}" name="{name}" value="{escape(value)}"'
        f"{' checked' if value in picked else ''}> {escape(text)}</label>"
        for value, text in options.items()
    )


def _asks(asks: Sequence[Row]) -> str:
    listed = "".join(
        f'<li><a href="/asks/{escape(one["id"])}">{text_of(one["asked_at"])}</a> '
        f"{escape(json.loads(one['question'])['organization'])}</li>"
        for one in asks
    )
    return f"<h2>Asked before</h2><ul>{listed}</ul>" if listed else ""


def _answer_row(one: Mapping[str, Any], people: Mapping[str, str]) -> str:
    outcome = "Stopped" if one["stopped_at"] else one["outcome"].capitalize()
    reason = f"<br>{escape(one['detail'])} <code>{escape(one['code'])}</code>"
    given = "".join(
        f"<li>{escape(WHAT.get(kind, kind))}: {escape('; '.join(fields.values()))}</li>"
        for kind, fields in one["given"].items()
    )
    duties = escape(", ".join(one["obligations"]))
    if one["months"]:
        duties += f" (delete within {one['months']} months)"
    return (
        f'<tr><th scope="row">{escape(one["record"])}<br>'
        f"{escape(people.get(one['subject_id'], ''))}</th>"
        f'<td><span class="outcome">{outcome}</span>'
        f"{reason if one['outcome'] == 'refused' else ''}</td>"
        f"<td>{f'<ul>{given}</ul>' if given else 'Nothing'}</td><td>{duties}</td></tr>"
    )
