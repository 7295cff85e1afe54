"""Loading diseases, and asking what descends from what."""

import gzip

import pytest
from django.core.management import CommandError, call_command

from consent.diseases.models import Disease
from consent.diseases.queries import hierarchy, labels_of, search
from consent.diseases.services import DiseaseLine, load
from consent.errors import Invalid

LINES = [
    DiseaseLine("MONDO:0000001", "disease", ()),
    DiseaseLine("MONDO:0000002", "lung disease", ("MONDO:0000001",)),
    DiseaseLine("MONDO:0000003", "cystic lung disease", ("MONDO:0000002",)),
]


@pytest.fixture
def diseases(db):
    load(lines=reversed(LINES), release="test")


def test_lineage_holds_the_disease_and_all_above(diseases):
    assert hierarchy.lineage("MONDO:0000003") == {line.code for line in LINES}
    assert hierarchy.lineage("MONDO:9999999") is None


def test_new_release_replaces_lineages_and_keeps_what_it_lacks(diseases):
    hierarchy.lineage("MONDO:0000002")

    load(
        lines=[LINES[0], DiseaseLine("MONDO:0000003", "renamed", ("MONDO:0000001",))],
        release="newer",
    )

    assert hierarchy.lineage("MONDO:0000003") == {"MONDO:0000003", "MONDO:0000001"}
    assert Disease.objects.get(pk="MONDO:0000002").release == "test"
    assert labels_of(["MONDO:0000003", "x"]) == {"MONDO:0000003": "renamed"}


@pytest.mark.parametrize(
    "lines",
    [
        [DiseaseLine("a", "a", ("b",)), DiseaseLine("b", "b", ("a",))],
        [DiseaseLine("a", "a", ("missing",))],
    ],
)
def test_broken_hierarchy_is_refused(db, lines):
    with pytest.raises(Invalid):
        load(lines=lines, release="broken")

    assert not Disease.objects.exists()


def test_search_finds_every_word_and_shows_short_names_first(diseases):
    assert [one.label for one in search("disease lung")] == [
        "lung disease",
        "cystic lung disease",
    ]
    assert search(" ") == []


def test_command_loads_the_built_in_list(db):
    call_command("load_diseases")

    lineage = hierarchy.lineage("MONDO:0009061")
    assert lineage is not None
    assert len(lineage) > 1


def test_command_loads_a_release_file(db, tmp_path):
    path = tmp_path / "mondo-x.tsv.gz"
    with gzip.open(path, "wt") as file:
        file.write("id\tlabel\tparents\nMONDO:1\tone\t\nMONDO:2\ttwo\tMONDO:1\n")

    call_command("load_diseases", path)

    assert Disease.objects.get(pk="MONDO:2").lineage == ["MONDO:1", "MONDO:2"]
    assert Disease.objects.get(pk="MONDO:2").release == "mondo-x"


def test_command_refuses_what_it_cannot_read(db, tmp_path):
    with pytest.raises(CommandError):
        call_command("load_diseases", tmp_path / "nothing.tsv")


@pytest.fixture(autouse=True)
def fresh_hierarchy():
    hierarchy.forget()
    yield
    hierarchy.forget()


@pytest.mark.slow
def test_command_loads_the_official_release(db, conformance):
    call_command("load_diseases", str(conformance / "disease" / "mondo-2024-07.tsv.gz"))

    assert Disease.objects.count() > 20_000
    assert "MONDO:0000001" in (hierarchy.lineage("MONDO:0009061") or ())
