"""The built-in diseases form a closed hierarchy."""

import csv
import gzip

import pytest
from django.conf import settings

from consent.vocabulary.diseases import (
    BuiltInHierarchy,
    ancestors,
    built_in_diseases,
    is_disease_code,
)

CYSTIC_FIBROSIS = "MONDO:0009061"
ROOT = "MONDO:0000001"


def test_hierarchy_is_closed_and_has_roots():
    diseases = built_in_diseases()

    for disease in diseases.values():
        assert is_disease_code(disease.code)
        assert set(disease.parents) <= set(diseases)
    assert 300 <= len(diseases) <= 1000


def test_cystic_fibrosis_descends_from_disease():
    assert built_in_diseases()[CYSTIC_FIBROSIS].label == "cystic fibrosis"
    assert {CYSTIC_FIBROSIS, ROOT} <= ancestors(CYSTIC_FIBROSIS)


def test_unknown_disease_has_no_lineage():
    assert BuiltInHierarchy().lineage("MONDO:9999999") is None
    assert not is_disease_code("MONDO:1")
    assert not is_disease_code(9061)


def test_built_in_terms_are_those_of_the_release():
    path = settings.CONFORMANCE_DIR / "disease" / "mondo-2024-07.tsv.gz"
    if not path.exists():
        pytest.skip(f"official Mondo release not found at {path}")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        official = {row["id"]: row for row in csv.DictReader(lines, delimiter="\t")}

    for disease in built_in_diseases().values():
        row = official[disease.code]
        assert (row["label"], row["parents"]) == (
            disease.label,
            "|".join(disease.parents),
        )
