"""Numbers of proofs survive being read out, typed and scanned."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.receipts.numbers import read, written

NUMBER = uuid.UUID("0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0ff")


@given(st.uuids())
def test_every_number_is_read_back(number):
    assert read(written(number)) == number


def test_number_is_written_in_groups():
    assert [len(group) for group in written(NUMBER).split("-")] == [4] * 6 + [2]


@pytest.mark.parametrize(
    "typed",
    [
        written(NUMBER).lower(),
        written(NUMBER).replace("-", " "),
        f"  {written(NUMBER).replace('-', '')} ",
        written(NUMBER).replace("0", "O").replace("1", "I"),
        written(NUMBER).replace("1", "l"),
    ],
)
def test_number_is_read_however_it_is_typed(typed):
    assert read(typed) == NUMBER


@pytest.mark.parametrize("typed", ["", "12", "U" * 26, "Z" * 26, "é" * 26, "0" * 27])
def test_what_is_no_number_is_none(typed):
    assert read(typed) is None
