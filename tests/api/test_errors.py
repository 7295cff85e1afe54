"""Every refusal has a status, and every problem a code."""

import pytest

from consent.api.errors import STATUS_OF, handle
from consent.errors import Refusal, Stale


def refusals(base: type[Refusal] = Refusal):
    for one in base.__subclasses__():
        if one.__module__.startswith("consent."):
            yield one
            yield from refusals(one)


def test_every_refusal_has_a_status():
    assert set(refusals()) - STATUS_OF.keys() == set()


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


def test_fault_of_ours_is_left_to_the_server():
    assert handle(ValueError(), {}) is None
    assert Stale.code == "stale"
