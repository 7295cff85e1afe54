"""Baselines: a view that does nothing, and one that keeps a row."""

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from consent.api.authzen.answers import body_of
from consent.api.authzen.views import admit
from consent.evaluations import services
from consent.prepared import execute

ROW = {
    "platform": 1,
    "link": 1,
    "version": 1,
    "question": '{"organization": "northfield-hospital", "use": {"way": "visit"}}',
    "result": "permit",
    "reason": "said_yes",
    "rule": "1",
}


@csrf_exempt
def empty(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"{}", content_type="application/json")


@csrf_exempt
def insert(_request: HttpRequest) -> HttpResponse:
    """Keep one row, committed, as a decision does."""
    execute(services.INSERT, ROW)
    return HttpResponse(b"{}", content_type="application/json")


@csrf_exempt
def answer(request: HttpRequest) -> HttpResponse:
    """Answer exactly as the decision endpoint does, but keep no record."""
    caller, question, facts = admit(request)
    found, _facts = services.answer(
        platform=caller.platform, question=question, facts=facts
    )
    body = orjson.dumps(body_of(found))
    return HttpResponse(body, content_type="application/json")
