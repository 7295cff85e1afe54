"""What the script shows at once is what the server says, answer by answer."""

import re

import pytest
from django.urls import reverse

from consent.vocabulary.levels import Level
from tests import people

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

OPEN_LEVELS = ("wide", "health", "condition", "ask")
SHOWN = """() => ({
  slices: [...document.querySelectorAll(".rings path")]
    .map((slice) => slice.getAttribute("class")),
  examples: [...document.querySelectorAll("[data-example] [data-answer]")]
    .map((words) => words.dataset.answer),
})"""
POSTED = "() => [...new FormData(document.getElementById('choices'))]"
QUESTIONS = """() => [...new Set([...document.querySelectorAll("#choices input[type=radio]")]
  .map((radio) => radio.name))]
  .filter((name) => !/^(group|contact)-|^(level|where)$/.test(name))"""
PICK = """([name, value]) => {
  const radio = document.querySelector(`input[name="${name}"][value="${value}"]`);
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}"""


def told_by_server(client, pairs):
    posted: dict[str, list[str]] = {}
    for name, value in pairs:
        posted.setdefault(name, []).append(value)
    answer = client.post(reverse("editor:edit"), posted | {"action": "preview"})
    html = answer.content.decode()
    if 'id="errors"' in html:
        # Answers that cannot stand together have no meaning to show.
        return None
    return {
        "slices": re.findall(r'<path class="(\w+-(?:fill|mix))"', html),
        "examples": re.findall(r'</p><span data-answer="(\w+)"', html),
    }


@pytest.fixture
def editor(client, live_server, page):
    """Open the editor of a person who chose before, in a browser and in a client."""
    ana = people.make_person("Ana")
    people.choose(ana, Level.HEALTH)
    client.force_login(ana.account)
    page.context.add_cookies(
        [
            {
                "name": cookie.key,
                "value": cookie.value,
                "url": live_server.url,
            }
            for cookie in client.cookies.values()
        ]
    )
    page.goto(live_server.url + reverse("editor:edit"))
    return page


def test_preview_of_a_level_is_the_servers(editor, client):
    for level in (*OPEN_LEVELS, "none"):
        editor.evaluate(PICK, ["level", level])
        told = told_by_server(client, editor.evaluate(POSTED))

        assert editor.evaluate(SHOWN) == told, level


@pytest.mark.parametrize(("turn", "level"), list(enumerate(OPEN_LEVELS)))
def test_preview_of_each_answer_is_the_servers(editor, client, turn, level):
    # Each question is changed under one of the levels, so that all together are seen.
    compared = 0
    for name in editor.evaluate(QUESTIONS)[turn :: len(OPEN_LEVELS)]:
        for value in ("yes", "ask", "no"):
            editor.evaluate(PICK, ["level", level])
            editor.evaluate(PICK, [name, value])
            told = told_by_server(client, editor.evaluate(POSTED))
            if told is not None:
                compared += 1
                assert editor.evaluate(SHOWN) == told, (level, name, value)
    assert compared > 20
