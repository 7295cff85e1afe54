"""How the API says no: RFC 9457 problems, one table from refusals to statuses."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError
from django.http import JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from consent import errors
from consent.alarms import services as alarms
from consent.asks import services as asks
from consent.errors import Refusal
from consent.leaving import services as leaving
from consent.links import services as links
from consent.publishing import closing
from consent.requests import services as requests

log = structlog.get_logger(__name__)

PROBLEM = "application/problem+json"

STATUS_OF: dict[type[Refusal], HTTPStatus] = {
    errors.Stale: HTTPStatus.PRECONDITION_FAILED,
    # 404, so that existence is not told.
    errors.NotYours: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.ResyncRequired: HTTPStatus.CONFLICT,
    errors.ReconcileFirst: HTTPStatus.CONFLICT,
    errors.Busy: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    links.AlreadyLinked: HTTPStatus.CONFLICT,
    links.PlatformClosed: HTTPStatus.CONFLICT,
    links.LinkEnded: HTTPStatus.CONFLICT,
    requests.NotAsked: HTTPStatus.NOT_FOUND,
    requests.TooLate: HTTPStatus.CONFLICT,
    requests.AlreadyAnswered: HTTPStatus.CONFLICT,
    asks.AskOver: HTTPStatus.CONFLICT,
    leaving.WorksHere: HTTPStatus.CONFLICT,
    alarms.EndsByItself: HTTPStatus.CONFLICT,
    closing.NothingToClose: HTTPStatus.CONFLICT,
    closing.AskAgain: HTTPStatus.CONFLICT,
    closing.ClosingAsked: HTTPStatus.CONFLICT,
    closing.SecondPersonNeeded: HTTPStatus.CONFLICT,
}


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem; `errors` are lines with pointer, code and detail."""
    body = problem_body(status, code, detail)
    if errors:
        body["errors"] = list(errors)
    return Response(
        body, status=int(status), content_type=PROBLEM, headers=dict(headers or {})
    )


def problem_body(status: int, code: str, detail: str) -> dict[str, object]:
    """Return the members that every problem has."""
    return {
        "type": f"urn:ambit:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        "code": code,
    }


def plain_problem(status: HTTPStatus, code: str, detail: str) -> JsonResponse:
    """Return a problem where no view of the framework stands around."""
    return JsonResponse(
        problem_body(status, code, detail), status=status, content_type=PROBLEM
    )


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn what a view raised into a problem; None means a fault of ours."""
    if isinstance(error, (OperationalError, InterfaceError)):
        log.error("database_away", error=type(error).__name__, exc_info=error)
        error = errors.Unavailable()
    if isinstance(error, Refusal):
        wait = error.facts.get("retry_after")
        headers = {} if wait is None else {"Retry-After": str(wait)}
        return problem(STATUS_OF[type(error)], error.code, str(error), headers=headers)
    response = exception_handler(error, context)
    if response is None:
        return None
    kept = {
        name: response[name]
        for name in ("WWW-Authenticate", "Retry-After", "Allow")
        if response.has_header(name)
    }
    code, detail, lines = _said(error)
    return problem(response.status_code, code, detail, errors=lines, headers=kept)


def _said(error: Exception) -> tuple[str, str, list[dict[str, str]]]:
    if isinstance(error, exceptions.ValidationError):
        return "invalid", "Some parts need another look.", list(_lines(error.detail))
    if isinstance(error, exceptions.APIException):
        codes = error.get_codes()
        return (codes if isinstance(codes, str) else "invalid"), str(error.detail), []
    return "not_found", "There is nothing here for you.", []


def _lines(detail: Any, pointer: str = "") -> list[dict[str, str]]:
    if isinstance(detail, dict):
        parts = detail.items()
    elif isinstance(detail, list) and any(
        isinstance(part, (dict, list)) for part in detail
    ):
        parts = enumerate(detail)  # type: ignore[assignment]
    elif isinstance(detail, list):
        return [line for part in detail for line in _lines(part, pointer)]
    else:
        code = getattr(detail, "code", "invalid")
        return [{"pointer": pointer, "code": code, "detail": str(detail)}]
    return [line for name, part in parts for line in _lines(part, f"{pointer}/{name}")]
