"""Devices: what to call them, and sessions on one that is not the person's own."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

IS_SHARED = "is_shared_device"
IDLE_UNTIL = "idle_until"
# The first that is found in the name that a browser gives itself counts.
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "Chromebook",
    "Macintosh": "Mac",
    "Linux": "Linux",
}
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}


def system_of(agent: str) -> str:
    """Name the kind of device, or nothing when it is not known."""
    return next((name for sign, name in SYSTEMS.items() if sign in agent), "")


def in_words(agent: str) -> str:
    """Name a device as people do: its browser, and what it runs on."""
    system = system_of(agent)
    browser = next((name for sign, name in BROWSERS.items() if sign in agent), "")
    if system and browser:
        return gettext("%(browser)s on %(system)s") % {
            "browser": browser,
            "system": system,
        }
    return browser or system or gettext("A device we do not know")


def say_shared(request: HttpRequest, *, is_shared: bool) -> None:
    """Note, before the sign-in is done, whose device this is."""
    request.session[IS_SHARED] = is_shared


def begin(request: HttpRequest) -> None:
    """Begin the session of somebody who has just signed in."""
    if request.session.get(IS_SHARED):
        request.session[IDLE_UNTIL] = time.time() + settings.SHARED_DEVICE_IDLE_SECONDS


class SharedDeviceMiddleware:
    """Ends a session on a shared device with the browser, or after some idle minutes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        until = request.session.get(IDLE_UNTIL)
        if until is None:
            answer = self.get_response(request)
            # Going back still finds what was typed; nobody between us keeps a page.
            answer.headers.setdefault("Cache-Control", "private, no-cache")
            return answer
        if until < time.time():
            return _end(request)
        until = time.time() + settings.SHARED_DEVICE_IDLE_SECONDS
        request.session[IDLE_UNTIL] = until
        request.session.set_expiry(0)
        request.shared = {  # type: ignore[attr-defined]
            "until": datetime.fromtimestamp(until, UTC),
            "seconds": settings.SHARED_DEVICE_IDLE_SECONDS,
        }
        answer = self.get_response(request)
        # Whoever sits here next must not see the pages by going back.
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _end(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.warning(
        request,
        gettext("We signed you out, because nothing was done here for a while."),
    )
    page = reverse("account_login")
    if request.method != "GET":
        return redirect(page)
    return redirect(f"{page}?{urlencode({'next': request.get_full_path()})}")
