"""The receipt for computers has all that TS 27560 asks for, in words of DPV."""

import csv
import json
from datetime import timedelta

import pytest
from pyld import jsonld

from consent.links.models import Link
from consent.receipts.queries import proven
from consent.receipts.records import receipt_of
from consent.vocabulary.levels import Level
from tests import people

DPV = "https://w3id.org/dpv#"
SCHEMA = "https://w3id.org/dpv/schema/dpv-27560"
RECORD_NEEDS = {
    "dct:conformsTo",
    "dct:identifier",
    "dpv:hasIdentifier",
    "dpv:hasDataSubject",
    "dpv:hasNotice",
    "dpv:hasProcess",
    "dpv:hasLegalBasis",
    "dpv:hasConsentStatus",
}
PROCESS_NEEDS = {
    "dpv:hasPurpose",
    "dpv:hasPersonalData",
    "dpv:hasDataController",
    "dpv:hasRecipient",
    "dpv:hasStorageCondition",
    "dpv:hasConsentControl",
    "dpv:hasJurisdiction",
    "dpv:hasRight",
}


def receipt(person, version=1):
    found = proven(person.participant, version)
    return receipt_of(found.preference, found.previous, found.places)


def record(person, version=1):
    return receipt(person, version)["dpv:hasRecordOfActivity"][0]


def status(person, version=1):
    return record(person, version)["dpv:hasConsentStatus"][0]["@type"]


def terms(conformance, name):
    path = conformance / "receipts" / f"{name}.csv"
    with path.open() as lines:
        return {row["iri"] for row in csv.DictReader(lines)}


def refuse(url, _options):
    pytest.fail(f"a receipt needs no network, but {url} was asked for")


def expanded(person, version=1):
    return jsonld.expand(receipt(person, version), {"documentLoader": refuse})


def iris(node, name):
    """Find every value of a property, or every type, in an expanded document."""
    if isinstance(node, list):
        return {iri for one in node for iri in iris(one, name)}
    if not isinstance(node, dict):
        return set()
    own = node.get(name, [])
    found = {one["@id"] if isinstance(one, dict) else one for one in own}
    return found | {iri for one in node.values() for iri in iris(one, name)}


def test_receipt_has_every_field_that_must_be(ana, saved):
    found = receipt(ana)

    assert found["dct:conformsTo"] == f"{SCHEMA}#receipt"
    assert found["dct:identifier"] == found["dpv:hasIdentifier"] == str(saved.number)
    assert found["dct:created"].endswith("Z")
    assert record(ana).keys() >= RECORD_NEEDS
    assert record(ana)["dct:conformsTo"] == f"{SCHEMA}#record"
    assert record(ana)["dpv:hasNotice"][0]["dct:language"] == "en"
    for process in record(ana)["dpv:hasProcess"]:
        assert process.keys() >= PROCESS_NEEDS


def test_receipt_is_linked_data_without_any_network(ana, saved):
    found = expanded(ana)

    assert iris(found, f"{DPV}hasLegalBasis") == {f"{DPV}ExplicitlyExpressedConsent"}
    assert iris(found, f"{DPV}hasJurisdiction") == {"https://w3id.org/dpv/loc#FI"}
    assert jsonld.to_rdf(found, {"format": "application/n-quads"})


@pytest.mark.parametrize("level", list(Level)[:5])
def test_every_term_of_dpv_exists(ana, link, conformance, level):
    people.choose(ana, level)
    known = {
        iri
        for name in (
            "consent_status",
            "consent_types",
            "consent_controls",
            "purposes",
        )
        for iri in terms(conformance, name)
    }

    found = expanded(ana)

    of_status = {iri for iri in iris(found, "@type") if iri.startswith(f"{DPV}Consent")}
    shapes = {f"{DPV}{name}" for name in ("Receipt", "Record", "Notice")}
    shapes = {iri.replace("#", "#Consent") for iri in shapes}
    broader = iris(found, "http://www.w3.org/2004/02/skos/core#broader")
    purposes = {iri for iri in broader if iri.startswith(DPV)}
    assert of_status - shapes <= known
    assert purposes - {f"{DPV}PersonalData"} <= known
    assert iris(found, f"{DPV}hasLegalBasis") <= known
    assert f"{DPV}WithdrawConsent" in known


def test_status_names_what_happened(ana, ben, link):
    people.choose(ana, Level.WIDE)
    people.choose(ana, Level.HEALTH, replacing=1)
    people.choose(ana, Level.ASK, replacing=2)
    people.choose(ana, Level.NONE, replacing=3)
    people.choose(ben, Level.NONE)

    assert [status(ana, version) for version in range(1, 5)] == [
        "dpv:ConsentGiven",
        "dpv:RenewedConsentGiven",
        "dpv:ConsentRequestDeferred",
        "dpv:ConsentWithdrawn",
    ]
    assert status(ben) == "dpv:ConsentRefused"


def test_purposes_are_in_codes_of_duo(ana, link):
    people.choose(ana, Level.WIDE)

    codes = {
        purpose["dct:identifier"]
        for process in record(ana)["dpv:hasProcess"]
        for purpose in process["dpv:hasPurpose"]
    }

    assert codes == {"DUO:0000042", "DUO:0000043", "ambit:public_health"}


def test_named_condition_is_nowhere_in_the_receipt(ana, saved):
    text = json.dumps(receipt(ana))

    assert "MONDO" not in text
    assert "fibrosis" not in text
    assert saved.digest not in text


def test_receipt_names_nobody(ana, saved):
    text = json.dumps(receipt(ana))

    assert "Ana" not in text
    assert ana.account.email not in text
    assert Link.objects.get().subject_id not in text


def test_places_are_those_linked_then(ana, link, saved, library):
    Link.objects.update(ended_at=saved.recorded_at + timedelta(seconds=1))
    people.choose(ana, Level.WIDE, replacing=1)
    Link.objects.update(ended_at=saved.recorded_at + timedelta(microseconds=1))

    then = record(ana)["dpv:hasProcess"][0]["dpv:hasDataController"]
    later = record(ana, 2)["dpv:hasProcess"][0]["dpv:hasDataController"]

    assert [place["dct:title"] for place in then] == ["Lakeside"]
    assert [place["dpv:hasName"] for place in later] == ["Ambit"]


def test_same_facts_give_the_same_bytes(ana, saved):
    assert json.dumps(receipt(ana)) == json.dumps(receipt(ana))
