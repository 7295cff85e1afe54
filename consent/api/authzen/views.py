"""The decision endpoint of AuthZEN 1.0.

Plain views: a decision is asked before each use, and a framework around it costs
more than the decision.
"""

from http import HTTPStatus

import orjson
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from consent.api.authentication import (
    CHALLENGE,
    CHALLENGE_INVALID,
    Caller,
    InvalidToken,
    caller_of,
    digest_of,
)
from consent.api.authzen.answers import body_of
from consent.api.authzen.asking import find
from consent.api.authzen.questions import BadRequest, read
from consent.api.throttling import seconds_to_wait
from consent.errors import Unavailable
from consent.evaluations import services
from consent.evaluations.queries import Facts
from consent.evaluations.services import Question

SCOPE = "authzen:evaluate"
REQUEST_ID = "X-Request-ID"
MAX_REQUEST_ID = 200
JSON = "application/json"


class Refused(Exception):
    """The call goes no further; carries the response."""

    def __init__(self, status: HTTPStatus, message: str, **headers: str) -> None:
        self.response = _answer(message, status)
        for name, value in headers.items():
            self.response[name.replace("_", "-")] = value
        super().__init__(message)


@csrf_exempt
def evaluation(request: HttpRequest) -> HttpResponse:
    """POST /access/v1/evaluation: one question, one answer; a no is status 200."""
    try:
        response = _evaluate(request)
    except Refused as refused:
        response = refused.response
    request_id = request.META.get("HTTP_X_REQUEST_ID", "")
    if request_id and len(request_id) <= MAX_REQUEST_ID:
        response[REQUEST_ID] = request_id
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def configuration(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """GET /.well-known/authzen-configuration: where the endpoints are."""
    base = settings.BASE_URL.rstrip("/")
    return _answer(
        {
            "policy_decision_point": base,
            "access_evaluation_endpoint": f"{base}/access/v1/evaluation",
        }
    )


def _evaluate(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, "Use POST.", Allow="POST")
    try:
        caller, question, facts = admit(request)
        answer = services.evaluate(
            platform=caller.platform, question=question, facts=facts
        )
    except orjson.JSONEncodeError as error:
        # A reader takes more than a writer, and what we cannot keep gets no answer.
        message = "The request is nested too deeply."
        raise Refused(HTTPStatus.BAD_REQUEST, message) from error
    except (DatabaseError, InterfaceError, Unavailable) as error:
        message = str(Unavailable())
        raise Refused(HTTPStatus.INTERNAL_SERVER_ERROR, message) from error
    return _answer(body_of(answer))


def admit(request: HttpRequest) -> tuple[Caller, Question, Facts]:
    """Return who asks what and what is known of it, or refuse.

    Whoever shows no good token learns nothing about what they sent.
    """
    digest = digest_of(request)
    if digest is None:
        raise Refused(
            HTTPStatus.UNAUTHORIZED, "Show a token.", WWW_Authenticate=CHALLENGE
        )
    try:
        question = read(request)
    except BadRequest as error:
        check_caller(request)
        raise Refused(HTTPStatus.BAD_REQUEST, str(error)) from None
    found = find(digest, question)
    if found is None:
        raise _unauthorized()
    caller, facts = found
    check_allowance(caller)
    return caller, question, facts


def check_caller(request: HttpRequest) -> None:
    try:
        caller = caller_of(request)
    except InvalidToken:
        caller = None
    if caller is None:
        raise _unauthorized()
    check_allowance(caller)


def check_allowance(caller: Caller) -> None:
    """Refuse, as RFC 6750 says, what the token does not allow, or not now."""
    if SCOPE not in caller.scopes:
        raise Refused(HTTPStatus.FORBIDDEN, f"The token needs the scope {SCOPE}.")
    if wait := seconds_to_wait(caller):
        raise Refused(
            HTTPStatus.TOO_MANY_REQUESTS,
            "Too many questions for now.",
            Retry_After=str(int(wait) + 1),
        )


def _unauthorized() -> Refused:
    return Refused(
        HTTPStatus.UNAUTHORIZED,
        "The token is unknown or has ended.",
        WWW_Authenticate=CHALLENGE_INVALID,
    )


def _answer(body: object, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), content_type=JSON, status=status)
