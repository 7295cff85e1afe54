"""The short way for calls of platforms: no session, language or page policy."""

from collections.abc import Callable
from http import HTTPStatus
from typing import cast

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, get_resolver
from django.utils import translation

from consent.api.errors import plain_problem
from consent.errors import Unavailable

Handler = Callable[[HttpRequest], HttpResponse]
AUTHZEN = "/access/v1/"
PREFIXES = ("/api/v1/", AUTHZEN)


class ShortChain:
    """Answers platforms itself and hands every other request on.

    What is skipped is made for browsers, and costs more than a decision. Tokens are
    not sent by browsers on their own, so that there is nothing to forge.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.answer = cast("Handler", convert_exception_to_response(call_view))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIXES):
            return self.get_response(request)
        response = self.answer(request)
        # Django tells people of its own errors by pages, which no program reads.
        if response.status_code >= HTTPStatus.BAD_REQUEST and is_page(response):
            return told_to_programs(request, HTTPStatus(response.status_code))
        return response


def is_page(response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith("text/html")


def told_to_programs(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """Say that something failed, in the shape of the API that was called."""
    if request.path_info.startswith(AUTHZEN):
        return JsonResponse(str(Unavailable()), status=status, safe=False)
    return plain_problem(status, status.name.lower(), str(Unavailable()))


def call_view(request: HttpRequest) -> HttpResponse:
    """Find the view and call it."""
    # An earlier request of this thread may have left its reader's language.
    translation.activate(settings.LANGUAGE_CODE)
    try:
        match = get_resolver().resolve(request.path_info)
    except Resolver404:
        return plain_problem(
            HTTPStatus.NOT_FOUND, "not_found", "There is no such path."
        )
    request.resolver_match = match
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    render = getattr(response, "render", None)
    if callable(render):
        response = render()
    if not response.streaming and not response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))
    return response
