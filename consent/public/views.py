"""Pages for everybody, signed in or not."""

from datetime import date
from http import HTTPStatus
from typing import Final

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consent.participants.models import Account
from consent.preferences.meaning import level_cells
from consent.public import glossary, services
from consent.public.forms import CallForm
from consent.public.languages import is_offered, languages
from consent.public.presenters import present_state
from consent.public.status import state_now
from consent.vocabulary.levels import LEVEL, Level

EXAMPLES: Final = {"Ben": Level.WIDE, "Mei": Level.HEALTH, "Omar": Level.NONE}
# When pages were last tried by the tests that the statement tells of.
TESTED_ON: Final = date(2026, 11, 23)
CALLS: Final = "ask_for_call"
CALLS_RATE: Final = "5/h/ip"


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Say what this is, to everybody."""
    examples = [
        {
            "name": name,
            "label": _(LEVEL[level].title),
            "line": _(LEVEL[level].sentence),
            "cells": level_cells(level),
        }
        for name, level in EXAMPLES.items()
    ]
    context = {
        "tour_url": reverse("demo:tour") if settings.DEMO else "",
        "examples": examples,
        "is_well": state_now().is_well,
    }
    return render(request, "public/start.html", context)


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """Show the way of a choice in four pictures."""
    return render(request, "public/how.html")


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """Say what the words mean."""
    return render(request, "public/words.html", {"words": glossary.in_order()})


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Say where help is."""
    return render(request, "public/help.html", {"form": CallForm()})


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Take down whom to call; a second press of the button asks for no second call."""
    if request.method != "POST":
        return redirect("public:help")
    form = CallForm(request.POST)
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, "public/help.html", {"form": form}, status=status)
    if not _may_ask(request):
        return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    services.ask_for_call(**form.cleaned_data, language=get_language() or "en")
    messages.success(request, _("Thank you. We will call you."))
    return redirect("public:help")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what Ambit keeps, who sees it, and what nobody can promise."""
    context = {"email": settings.PRIVACY_EMAIL, "operator": settings.OPERATED_BY}
    return render(request, "public/privacy.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say which standard the pages keep, and where they do not yet."""
    context = {"tested_on": TESTED_ON, "email": settings.HELP_EMAIL}
    return render(request, "public/accessibility.html", context)


@require_safe
@never_cache
def status(request: HttpRequest) -> HttpResponse:
    """Say what works now; without a database by a page that needs none."""
    state = state_now()
    context = {"state": present_state(state)}
    if state.records:
        return render(request, "public/status.html", context)
    page = render_to_string("public/status_still.html", context)
    return HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE)


@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest) -> HttpResponse:
    """Let people pick a language, and go on where they were."""
    then = _way_back(request)
    if request.method == "POST" and is_offered(request.POST.get("language", "")):
        return _remember(request, request.POST["language"], then)
    context = {"languages": languages(), "next": then}
    return render(request, "public/language.html", context)


def _remember(request: HttpRequest, code: str, then: str) -> HttpResponseRedirect:
    account = request.user
    if isinstance(account, Account) and account.language != code:
        account.language = code
        account.save(update_fields=["language"])
    with override(code):
        messages.success(request, _("This is your language now."))
    answer = HttpResponseRedirect(then)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return answer


def _way_back(request: HttpRequest) -> str:
    asked: str = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(
        asked, allowed_hosts=None
    )
    return asked if is_ours else reverse("public:start")


def _may_ask(request: HttpRequest) -> bool:
    """Slow down who asks for many calls; the counts lie in the database's cache."""
    limits = {CALLS: CALLS_RATE}
    return bool(
        ratelimit.consume(request, app="consent.public", action=CALLS, config=limits)
    )
