"""What surrounds every page: the reader's language, and plain words in trouble."""

from collections.abc import Callable
from http import HTTPStatus

import structlog
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import translation

from consent.participants.models import Account
from consent.public.languages import is_offered

log = structlog.get_logger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]
# How the database says that it is not there, or no longer.
OUT_OF_REACH = (OperationalError, InterfaceError)
RETRY_AFTER = "60"


class AccountLanguage:
    """Shows pages in the language that the account picked.

    It is the first to read who is signed in. When that cannot be read, pages for
    everybody are shown all the same, and for others there is a still page.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            language = _picked(request)
        except OUT_OF_REACH as error:
            if not _is_for_everybody(request):
                return out_of_reach(request, error)
            _forget(request)
            language = ""
        if language and language != translation.get_language():
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


class PlainTrouble:
    """Says in plain words what Django would leave blank, or call a fault of ours."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        refused = response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
        if not refused or response.content or request.method == "HEAD":
            return response
        page = render(request, "405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
        page["Allow"] = response["Allow"]
        return page

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if isinstance(exception, OUT_OF_REACH):
            return out_of_reach(request, exception)
        return None


def out_of_reach(request: HttpRequest, error: Exception) -> HttpResponse:
    """Say that our records cannot be read now, without reading any."""
    log.error("database_out_of_reach", path=request.path_info, exc_info=error)
    only_looked = request.method in {"GET", "HEAD"}
    page = render_to_string("503.html", {"only_looked": only_looked})
    return HttpResponse(
        page,
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        headers={"Retry-After": RETRY_AFTER},
    )


def _picked(request: HttpRequest) -> str:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    user = request.user
    language = user.language if isinstance(user, Account) else ""
    return language if is_offered(language) else ""


def _forget(request: HttpRequest) -> None:
    """Go on as if nobody was signed in; the browser keeps its cookie for later."""
    request.COOKIES.pop(settings.SESSION_COOKIE_NAME)
    request.session = type(request.session)()
    request.user = AnonymousUser()


def _is_for_everybody(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).namespace == "public"
    except Resolver404:
        return False
