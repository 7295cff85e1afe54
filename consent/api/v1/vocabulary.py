"""The words that choices and uses are made of."""

import hashlib
from functools import cache
from http import HTTPStatus

import orjson
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request

from consent.api.views import PlatformView
from consent.vocabulary.answers import Answer
from consent.vocabulary.duties import DUTIES, LIMITS
from consent.vocabulary.groups import GROUPS
from consent.vocabulary.kinds import DETAILS, KINDS
from consent.vocabulary.places import PLACE_LISTS
from consent.vocabulary.terms import (
    ALWAYS_DUTIES,
    RULE_VERSION,
    VOCABULARY_VERSION,
    Basis,
    kind_of,
)
from consent.vocabulary.topics import FLAGS, TOPICS
from consent.vocabulary.ways import WAYS

CACHE_SECONDS = 3_600


class Vocabulary(PlatformView):
    """Every term with its code, its words and its codes in DUO and HL7."""

    scope = "preferences:read"

    @extend_schema(
        operation_id="vocabulary",
        summary="Read the vocabulary",
        responses={
            200: OpenApiResponse(OpenApiTypes.OBJECT, "The terms."),
            304: OpenApiResponse(description="You have this version (If-None-Match)."),
        },
    )
    def get(self, request: Request) -> HttpResponse:
        body, etag = document()
        if etag in request.headers.get("If-None-Match", ""):
            response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
        else:
            response = HttpResponse(body, content_type="application/json")
        response["ETag"] = etag
        response["Cache-Control"] = f"private, max-age={CACHE_SECONDS}"
        return response


@cache
def document() -> tuple[bytes, str]:
    """Return the vocabulary's bytes and their ETag."""
    body = orjson.dumps(
        {
            "vocabulary": VOCABULARY_VERSION,
            "rule": RULE_VERSION,
            "answers": [answer.code for answer in Answer],
            "groups": [_term(row, "line") for row in GROUPS],
            "kinds": [_term(row, "line", "hl7") for row in KINDS],
            "details": [
                {**_term(row, "hl7"), "kind": kind_of(row.code)} for row in DETAILS
            ],
            "topics": [_term(row, "line", "duo", "hl7") for row in TOPICS],
            "flags": [_term(row, "line", "duo", "hl7") for row in FLAGS],
            "ways": [_term(row, "line") for row in WAYS],
            "limits": [_term(row, "duo", "hl7") for row in LIMITS],
            "duties": [
                {**_term(row, "duo", "hl7"), "is_always": row.code in ALWAYS_DUTIES}
                for row in DUTIES
            ],
            "bases": [basis.value for basis in Basis],
            "place_lists": [
                {
                    "version": places.version,
                    "source": places.source,
                    "countries": sorted(places.countries),
                }
                for places in PLACE_LISTS
            ],
        }
    )
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _term(row: object, *names: str) -> dict[str, object]:
    return {name: getattr(row, name) for name in ("code", "label", "since", *names)}
