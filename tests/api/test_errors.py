"""Every refusal has a status, and every problem a code."""

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.test import RequestFactory

from consent.api.chain import ShortChain
from consent.api.errors import STATUS_OF, handle
from consent.errors import Refusal, Stale


def refusals(base: type[Refusal] = Refusal):
    for one in base.__subclasses__():
        if one.__module__.startswith("consent."):
            yield one
            yield from refusals(one)


# Refusals of pages alone: what would raise them has no door in the API.
PAGES = (
    *("consent.data_files", "consent.disputes", "consent.helping", "consent.receipts"),
    *("consent.links.invitations", "consent.participants.tries", "consent.welcome"),
)


def test_every_refusal_has_a_status():
    of_the_api = {one for one in refusals() if not one.__module__.startswith(PAGES)}

    assert of_the_api - STATUS_OF.keys() == set()


def test_api_uses_nothing_whose_refusals_belong_to_pages():
    written = [
        path.read_text(encoding="utf-8")
        for path in (settings.BASE_DIR / "consent" / "api").rglob("*.py")
    ]

    assert [name for name in PAGES for text in written if name in text] == []


def test_codes_are_told_apart():
    codes = [one.code for one in refusals()]

    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("refusal", sorted(STATUS_OF, key=lambda one: one.code))
def test_refusal_becomes_a_problem(refusal):
    response = handle(refusal(), {})

    assert response.data["code"] == refusal.code
    assert response.data["detail"]
    assert response.status_code == STATUS_OF[refusal]
    assert response.content_type == "application/problem+json"


@pytest.mark.parametrize("away", [OperationalError, InterfaceError])
def test_database_that_is_away_is_a_503(away):
    response = handle(away("secret address"), {})

    assert response.status_code == 503
    assert response.data["code"] == "unavailable"
    assert "secret" not in str(response.data)


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/api/v1/platform", "application/problem+json"),
        ("/access/v1/evaluation", "application/json"),
    ],
)
def test_fault_of_ours_is_told_to_programs_and_not_as_a_page(
    monkeypatch, path, media_type
):
    def fail(_request):
        raise ValueError("secret")

    monkeypatch.setattr("consent.api.chain.call_view", fail)
    chain = ShortChain(None)

    answer = chain(RequestFactory().get(path))

    assert answer.status_code == 500
    assert answer["Content-Type"] == media_type
    assert b"secret" not in answer.content


def test_fault_of_ours_is_left_to_the_server():
    assert handle(ValueError(), {}) is None
    assert Stale.code == "stale"
