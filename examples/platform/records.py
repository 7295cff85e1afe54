"""Made-up records: nothing here is about anybody."""

import hashlib
from collections.abc import Collection, Sequence
from typing import Any

DETAILS: dict[str, dict[str, str]] = {
    "survey": {
        "survey.family": "One brother, one aunt who is ill",
        "survey.device": "7,200 steps a day",
    },
    "health": {
        "health.mental": "Low mood last winter",
        "health.sexual": "No note",
        "health.infection": "No note",
        "health.substance": "A glass of wine on Sundays",
        "health.violence": "No note",
        "health.image": "Chest X-ray, 2024",
    },
}


def fields_of(
    record: str, kinds: Sequence[str], *, leave_out: Collection[str]
) -> dict[str, Any]:
    """Give a record's fields for these kinds, without the details left out."""
    given: dict[str, Any] = {}
    for kind in kinds:
        details = DETAILS.get(kind, {})
        kept = {code: text for code, text in details.items() if code not in leave_out}
        given[kind] = _main_field(record, kind) | kept
    return given


def _main_field(record: str, kind: str) -> dict[str, str]:
    digit = hashlib.sha256(f"{record}/{kind}".encode()).digest()[0]
    values = {
        "survey": {"sleep": f"{6 + digit % 3} hours"},
        "health": {"lung test": f"{60 + digit % 40} % of normal"},
        "gene": {"CFTR": ("F508del / F508del", "F508del / G551D")[digit % 2]},
        "genome": {"file": f"{record}.cram, made up, {80 + digit % 20} GB"},
        "sample": {"tube": f"Freezer {1 + digit % 8}, row {1 + digit % 12}"},
    }
    return values[kind]
