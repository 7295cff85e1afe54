"""How receipts are written as linked data: names, addresses, instants."""

from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings

IRI: Final = {"@type": "@id"}
INSTANT: Final = {"@type": "http://www.w3.org/2001/XMLSchema#dateTime"}


def address(path: str) -> str:
    return settings.BASE_URL.rstrip("/") + path


def instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def context() -> dict[str, Any]:
    """Give the context inline: nobody needs the network to read a receipt."""
    return {
        "@version": 1.1,
        "dpv": "https://w3id.org/dpv#",
        "pd": "https://w3id.org/dpv/pd#",
        "dct": "http://purl.org/dc/terms/",
        "loc": "https://w3id.org/dpv/loc#",
        "obo": "http://purl.obolibrary.org/obo/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "schema": "https://schema.org/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "ambit": address("/words/#"),
        "ambit:choices": {"@type": "@json"},
        "dct:conformsTo": IRI,
        "dct:created": INSTANT,
        "dpv:hasDataSubject": IRI,
        "dpv:hasJurisdiction": IRI,
        "dpv:hasLegalBasis": IRI,
        "dpv:isExercisedAt": IRI,
        "dpv:isIndicatedAtTime": INSTANT,
        "dpv:isIndicatedBy": IRI,
        "skos:broader": IRI,
    }
