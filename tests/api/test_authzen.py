"""The decision endpoint."""

import json

import pytest

from consent.api.authzen import asking
from consent.evaluations.models import DecisionRecord
from consent.links.models import Link
from consent.preferences import services as preferences
from consent.vocabulary.levels import Level
from tests import institutions, people

PATH = "/access/v1/evaluation"


def test_yes_carries_version_lease_and_obligations(ana, lakeside, link):
    people.choose(ana, Level.WIDE)

    answer = lakeside.ask(link.subject_id)

    link.refresh_from_db()
    body = answer.json()
    assert answer.status_code == 200
    assert body["decision"] is True
    assert body["context"]["result"] == "permit"
    assert body["context"]["version"] == link.version
    assert set(body["context"]["obligations"]) == set(institutions.ACCEPTS)
    assert body["context"]["valid_until"].endswith("Z")


def test_no_is_status_200_with_reasons_for_both_readers(ana, lakeside, link):
    people.choose(ana, Level.NONE)

    answer = lakeside.ask(link.subject_id)

    body = answer.json()
    assert answer.status_code == 200
    assert body["decision"] is False
    assert body["context"]["reasons"][0]["code"] == "said_no"
    assert body["context"]["reasons"][0]["detail"]
    assert body["context"]["reasons"][0]["detail_for_person"]


def test_every_subject_that_must_look_unknown_is_answered_byte_identically(
    ana, ben, lakeside, library, link
):
    elsewhere = preferences.join(
        participant=ben.participant, platform=library.platform, by=ben.account
    )
    people.choose(ben, Level.WIDE)
    not_chosen = lakeside.ask(link.subject_id)
    people.choose(ana, Level.WIDE)
    Link.objects.filter(pk=link.pk).update(state=Link.State.ENDED)

    answers = {
        not_chosen.content,
        lakeside.ask(link.subject_id).content,
        lakeside.ask(elsewhere.subject_id).content,
        lakeside.ask("s-unknown").content,
    }

    assert len(answers) == 1
    assert json.loads(answers.pop())["context"]["reasons"][0]["code"] == "unanswered"


@pytest.mark.parametrize("state", ["suspended", "ended"])
def test_platform_that_is_not_live_gets_no(ana, lakeside, link, state):
    people.choose(ana, Level.WIDE)
    type(lakeside.platform).objects.update(state=state)

    assert lakeside.ask(link.subject_id).json()["decision"] is False


def test_other_basis_is_not_a_choice(ana, lakeside, link):
    people.choose(ana, Level.WIDE)

    body = lakeside.ask(link.subject_id, basis="law").json()

    assert body["decision"] is False
    assert body["context"]["reasons"][0]["code"] == "not_a_choice"


def test_every_decision_is_recorded(ana, lakeside, link):
    people.choose(ana, Level.WIDE)

    lakeside.ask(link.subject_id)
    lakeside.ask("s-unknown")

    yes, unknown = DecisionRecord.objects.order_by("id")
    link.refresh_from_db()
    assert (yes.link_id, yes.link_version, yes.result) == (
        link.pk,
        link.version,
        "permit",
    )
    assert yes.question["organization"] == institutions.HOSPITAL
    assert (unknown.link_id, unknown.result) == (None, "deny")


def test_the_decision_is_an_error_without_a_record(ana, lakeside, link, monkeypatch):
    people.choose(ana, Level.WIDE)
    monkeypatch.setattr(
        "consent.evaluations.services.INSERT", "INSERT INTO consent_nothing SELECT 1"
    )

    answer = lakeside.ask(link.subject_id)

    assert answer.status_code == 500
    assert isinstance(answer.json(), str)


def test_new_choice_counts_at_once(ana, lakeside, link):
    people.choose(ana, Level.WIDE)
    before = lakeside.ask(link.subject_id).json()
    people.choose(ana, Level.NONE, replacing=1)

    after = lakeside.ask(link.subject_id).json()

    assert (before["decision"], after["decision"]) == (True, False)
    assert after["context"]["version"] > before["context"]["version"]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("", "application/json"),
        ("{", "application/json"),
        ("[]", "application/json"),
        ("{}", "text/plain"),
        ("a=b", "application/x-www-form-urlencoded"),
        (" " * 3_000_000, "application/json"),
    ],
)
def test_what_is_not_json_is_a_bad_request(lakeside, body, content_type):
    answer = lakeside.http.post(
        PATH,
        data=body,
        content_type=content_type,
        headers={"Authorization": f"Bearer {lakeside.token}"},
    )

    assert answer.status_code == 400
    assert isinstance(answer.json(), str)


@pytest.mark.parametrize("depth", [300, 900, 5_000])
def test_what_is_nested_too_deeply_is_a_bad_request(lakeside, link, depth):
    question = json.dumps(institutions.evaluation(link.subject_id, more="DEEP"))

    answer = lakeside.http.post(
        PATH,
        data=question.replace('"DEEP"', "[" * depth + "]" * depth),
        content_type="application/json",
        headers={"Authorization": f"Bearer {lakeside.token}"},
    )

    assert answer.status_code == 400
    assert isinstance(answer.json(), str)
    assert not DecisionRecord.objects.exists()


def test_request_id_comes_back(lakeside):
    answer = lakeside.post(PATH, {}, **{"X-Request-ID": "abc-1"})

    assert answer.headers["X-Request-ID"] == "abc-1"


def test_configuration_names_the_endpoint(client):
    body = client.get("/.well-known/authzen-configuration").json()

    assert body["access_evaluation_endpoint"].endswith(PATH)
    assert body["access_evaluation_endpoint"].startswith(body["policy_decision_point"])


def test_official_vectors_get_their_status(lakeside, conformance):
    vectors = json.loads((conformance / "authzen" / "cert-vectors.json").read_text())
    single = [one for one in vectors["vectors"] if one["endpoint"] == PATH]

    found = [
        (one["title"], lakeside.post(PATH, one["request"]).status_code)
        for one in single
    ]

    assert len(single) >= 19
    assert found == [(one["title"], one["status"]) for one in single]


def test_bad_request_without_a_good_token_is_unauthorized(lakeside):
    lakeside.token = "nothing"

    assert lakeside.post(PATH, {}).status_code == 401


def test_broken_database_is_no_answer(lakeside, monkeypatch):
    monkeypatch.setattr("consent.api.authzen.asking.WHO_ASKS", "SELECT broken()")

    answer = lakeside.ask("s-1")

    assert answer.status_code == 500
    assert isinstance(answer.json(), str)


def test_statement_before_each_use_knows_the_platform_only_by_its_token():
    assert "%(platform)s" not in asking.WHO_ASKS
