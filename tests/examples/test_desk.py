"""The desk's pages and doors."""

import json
from urllib.parse import urlencode

import pytest
import requests

from examples.platform.forms import EXAMPLES
from examples.platform.questions import BadQuestion, Question
from tests.examples.conftest import ANA, QUESTION, Lakeside
from tests.examples.stand_in import Ambit, change, permit


def test_form_leads_to_an_answer_page(ambit: Ambit, lakeside: Lakeside) -> None:
    lakeside.push(change(ANA, 7))
    ambit.answers[ANA] = [permit(7)]
    form = urlencode(EXAMPLES["A hospital studies cystic fibrosis"], doseq=True)

    with requests.post(
        f"{lakeside.url}/asks",
        data=form,
        headers={"Origin": lakeside.url},
        timeout=10,
    ) as response:
        text = response.text

    assert response.history[0].status_code == 303
    assert "Released" in text
    assert "CFTR" not in text
    assert "F508del" in text
    assert "not_told" in text


def test_form_of_another_site_is_refused(lakeside: Lakeside) -> None:
    headers = {"Origin": "http://elsewhere.example"}

    status, _ = lakeside.post("/release", json.dumps(QUESTION).encode(), headers)

    assert status == 403
    assert lakeside.state()["releases"] == []


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("way", "steal"),
        ("kinds", []),
        ("kinds", [{"a": 1}]),
        ("topic", "marketing"),
        ("tools", "no"),
        ("colour", "red"),
        ("places", []),
        ("places", ["fi"]),
        ("actor", "x" * 81),
        ("study", "a\0b"),
        ("diseases", ["MONDO:0009061"] * 61),
        ("evidence", {"ethics": float("nan")}),
        ("evidence", {"other": "x"}),
    ],
)
def test_question_not_understood_is_refused_by_its_part(
    part: str, value: object
) -> None:
    with pytest.raises(BadQuestion, match=part):
        Question.read(QUESTION | {part: value})


def test_question_not_understood_is_a_bad_request(lakeside: Lakeside) -> None:
    status, answer = lakeside.post("/release", b'{"way": "visit"}')

    assert (status, answer["part"]) == (400, "organization")


def test_page_escapes_what_a_visitor_wrote(lakeside: Lakeside) -> None:
    address = f"{lakeside.url}/?actor=%3Cscript%3E"

    with requests.get(address, timeout=5) as response:
        text = response.text

    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_too_large_a_body_is_not_read(lakeside: Lakeside) -> None:
    status, _ = lakeside.post("/webhooks", b" " * (1024 * 1024 + 1))

    assert status == 413
