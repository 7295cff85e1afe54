"""Reports are read strictly."""

import contextlib

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from consent.access_history.reports import Unreadable, read_report
from tests import institutions

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=8,
)


def report(**parts):
    parts.setdefault("occurred_at", timezone.now().isoformat())
    return institutions.report("s-1", **parts)


@pytest.mark.parametrize(
    "parts",
    [
        {"event_id": "x" * 81},
        {"event_id": "a\x00b"},
        {"way": "eaten"},
        {"basis": "magic"},
        {"kinds": "gene"},
        {"kinds": ["x"] * 61},
        {"places": ["Finland"]},
        {"is_computer": "no"},
        {"occurred_at": "yesterday"},
        {"occurred_at": "2026-01-01T00:00:00"},
        {"occurred_at": "2026-13-01T00:00:00Z"},
        {"occurred_at": "0001-01-01T00:00:00+14:00"},
        {"occurred_at": "1899-12-31T23:59:59Z"},
        {"evidence": {"months": 2**60}},
        {"evidence": {"ethics": "a\x00b"}},
        {"evidence": "yes"},
        {"leave_out": 5},
        {"leave_out": "health.mental"},
        {"diseases": ["MONDO:0009061"] * 61},
        {"accepts": [["report"]]},
        {"tools": "no"},
        {"use_way": "download"},
        {"actor": "a\ud800b"},
        {"purpose": "\x1b[2J"},
        {"residue": "turned \u202e around"},
    ],
)
def test_what_cannot_be_kept_is_refused(parts):
    with pytest.raises(Unreadable):
        read_report(report(**parts))


@pytest.mark.parametrize("text", ["Ångström", "two\nlines", "כהן", "李"])
def test_words_of_every_language_are_kept(text):
    assert read_report(report(actor=text)).texts["actor"] == text


def test_unknown_evidence_is_passed_over():
    data = report(evidence={"ethics": "REC-1", "more": {"a": "\x00"}})

    assert read_report(data).use["evidence"] == {"ethics": "REC-1"}


def test_unknown_fields_are_passed_over_and_do_not_change_the_content():
    data = report()

    assert read_report({**data, "more": 1}).digest == read_report(data).digest
    assert read_report({**data, "actor": "x"}).digest != read_report(data).digest


@given(st.dictionaries(st.sampled_from(sorted(institutions.report("s"))), JSON) | JSON)
def test_nothing_that_is_json_breaks_the_reading(data):
    changed = {**report(), **data} if isinstance(data, dict) else data

    # Anything else that is raised is a fault of ours.
    with contextlib.suppress(Unreadable):
        read_report(changed)
