"""The tables of the vocabulary are whole and stable."""

import csv
from hashlib import sha256

import pytest
from django.conf import settings

from consent.decisions.duo_terms import TERMS
from consent.vocabulary import bits
from consent.vocabulary.countries import COUNTRIES, countries_of, country_mask
from consent.vocabulary.duties import ALWAYS_LIMITS, DUTIES, LIMITS
from consent.vocabulary.groups import GROUP
from consent.vocabulary.kinds import DETAIL, KIND
from consent.vocabulary.terms import (
    Detail,
    Duty,
    Flag,
    Group,
    Kind,
    Limit,
    Topic,
    Way,
    kind_of,
)
from consent.vocabulary.topics import FLAGS, PURPOSE, TOPICS
from consent.vocabulary.ways import WAY

# Positions are stored data. A new term adds a line here; nothing else may change.
FIRST_49 = "974983e6"
COUNTRIES_IN_ORDER = "2cc33b8f"


def digest(names):
    return sha256("\n".join(names).encode()).hexdigest()[:8]


def test_every_term_has_a_row():
    assert set(GROUP) == set(Group)
    assert set(KIND) == set(Kind)
    assert set(DETAIL) == set(Detail)
    assert set(PURPOSE) == {*Topic, *Flag}
    assert set(WAY) == set(Way)
    assert {row.code for row in LIMITS} == set(Limit)
    assert {row.code for row in DUTIES} == set(Duty)


def test_details_belong_to_a_kind():
    assert {kind_of(detail) for detail in Detail} == {Kind.SURVEY, Kind.HEALTH}


def test_first_bit_positions_never_change():
    assert len(bits.POSITIONS) == len(set(bits.POSITIONS)) == 49
    assert digest(bits.POSITIONS[:49]) == FIRST_49
    assert bits.DEMANDS[:5] == ("ethics", "months", "publish", "give_back", "summary")
    assert bits.DEMANDS[5:10] == (
        "no_reident",
        "no_onward",
        "only_this",
        "report",
        "stop",
    )


def test_masks_fit_a_signed_bigint():
    assert max(bits.BIT.values()) < 2**63


def test_every_answer_has_a_bit():
    used = [
        *bits.CELL_BIT.values(),
        *bits.DETAIL_BIT.values(),
        *bits.TOPIC_BIT.values(),
        *bits.FLAG_BIT.values(),
        *bits.WAY_BIT.values(),
    ]

    assert sorted(used) == sorted(bits.BIT.values())
    assert set(bits.DEMAND_BIT) == {*Limit, *Duty}


def test_countries_are_those_of_iso_3166():
    assert len(COUNTRIES) == 249
    assert all(len(code) == 2 and code.isupper() for code in COUNTRIES)
    assert len(set(COUNTRIES.values())) == 249
    assert digest(list(COUNTRIES)[:249]) == COUNTRIES_IN_ORDER


def test_country_masks_go_both_ways():
    codes = frozenset({"AD", "FI", "ZW"})

    assert countries_of(country_mask(codes)) == codes
    assert country_mask(frozenset(COUNTRIES)) == 2**249 - 1


def duo_rows():
    path = settings.CONFORMANCE_DIR / "duo" / "duo.csv"
    if not path.exists():
        pytest.skip(f"official DUO terms not found at {path}")
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["shorthand"]: row for row in csv.DictReader(lines)}


def test_duo_ids_and_labels_are_official():
    official = duo_rows()

    for short, (code, label) in TERMS.items():
        assert (official[short]["id"], official[short]["label"]) == (code, label)


def test_tables_name_official_duo_terms():
    official = duo_rows()
    named = {row.duo for row in (*TOPICS, *FLAGS, *LIMITS, *DUTIES, *ALWAYS_LIMITS)}

    assert named - {""} <= set(official)


def test_duo_terms_have_the_ids_of_release_2021():
    assert {short: TERMS[short][0] for short in ("GRU", "HMB", "DS", "POA")} == {
        "GRU": "DUO:0000042",
        "HMB": "DUO:0000006",
        "DS": "DUO:0000007",
        "POA": "DUO:0000011",
    }


def test_health_topic_never_claims_codes_that_contain_ancestry():
    codes = set(PURPOSE[Topic.HEALTH].hl7) | set(PURPOSE[Topic.CARE].hl7)

    assert codes.isdisjoint({"HRESCH", "POARCH", "TREAT"})
