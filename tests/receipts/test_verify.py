"""Anyone can check a proof, and learns nothing but whether it is genuine."""

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from consent.receipts.numbers import written
from consent.vocabulary.levels import Level
from tests import people

GENUINE = "This is genuine, saved"
UNKNOWN = "We do not know this number. Check for typing errors."
ALTERED = "This does not match what we keep."


def check(number="", document=None):
    """Check as a stranger would; return the page."""
    data = {"number": number}
    if document is not None:
        content = document if isinstance(document, bytes) else json.dumps(document)
        content = content if isinstance(content, bytes) else content.encode()
        data["file"] = SimpleUploadedFile("proof.json", content)
    return Client().post("/verify/", data)


@pytest.fixture
def receipt(visitor):
    return visitor.get("/changes/1/proof/json/").json()


def test_number_of_a_proof_is_genuine(saved):
    page = check(written(saved.number).lower()).content.decode()

    day = saved.recorded_at
    assert f"{GENUINE} {day.day} {day:%B %Y}, not changed since." in page


def test_answer_names_nobody_and_no_choice(saved, ana):
    page = check(written(saved.number)).content.decode()

    assert "Ana" not in page
    assert "condition" not in page
    assert "Lakeside" not in page


def test_newer_choices_are_not_told(saved, ana):
    before = check(written(saved.number)).content
    people.choose(ana, Level.NONE, replacing=1)

    after = check(written(saved.number)).content

    assert b"may have chosen anew since" in after
    assert (
        before.split(b"<main")[1].split(b"csrf")[0]
        == (after.split(b"<main")[1].split(b"csrf")[0])
    )


@pytest.mark.parametrize("number", [written(uuid.UUID(int=7)), "nonsense", "12345"])
def test_unknown_number_asks_to_look_for_typing_errors(saved, number):
    assert UNKNOWN in check(number).content.decode()


def test_file_as_it_was_saved_is_genuine(receipt):
    assert GENUINE in check(document=receipt).content.decode()


def test_file_in_another_order_is_the_same(receipt):
    turned = dict(reversed(receipt.items()))

    assert GENUINE in check(document=turned).content.decode()


def test_altered_file_does_not_match(receipt):
    receipt["ambit:choices"]["topics"]["ancestry"] = "yes"

    page = check(document=receipt).content.decode()

    assert ALTERED in page
    assert GENUINE not in page


def test_name_that_comes_twice_makes_no_receipt(receipt):
    says = json.dumps(receipt)
    twice = says.replace("{", '{"dct:created": "2020-01-01T00:00:00Z", ', 1)

    assert GENUINE not in check(document=twice.encode()).content.decode()


def test_number_of_another_proof_does_not_match(receipt, ben):
    other = people.choose(ben, Level.WIDE)
    receipt["dpv:hasIdentifier"] = str(other.number)

    assert ALTERED in check(document=receipt).content.decode()


@pytest.mark.parametrize(
    "seal", [None, 7, "", "é", "A" * 43], ids=["none", "int", "empty", "letter", "a"]
)
def test_file_with_another_seal_does_not_match(receipt, seal):
    receipt["ambit:seal"] = seal

    assert ALTERED in check(document=receipt).content.decode()


def test_seal_is_known_under_an_older_key(receipt, settings):
    settings.SECRET_KEK = f"{'B' * 43}=,{settings.SECRET_KEK}"

    assert GENUINE in check(document=receipt).content.decode()


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"\xff\xfe", b"{", b"[" * 100_000, b"x" * 200_001]
)
def test_what_is_no_receipt_is_a_plain_error(content, db):
    answer = check(document=content)

    assert answer.status_code == 422
    assert b"<title>Error: " in answer.content


def test_number_that_json_cannot_hold_is_no_match(receipt):
    receipt["ambit:leavesOut"] = 2**70

    assert ALTERED in check(document=receipt).content.decode()


def test_nothing_given_is_a_plain_error(db):
    answer = check()

    assert answer.status_code == 422
    assert "Type the number, or pick the file." in answer.content.decode()


def test_many_tries_are_slowed_down(db):
    answers = [check("nonsense").status_code for _ in range(21)]

    assert answers == [200] * 20 + [429]
