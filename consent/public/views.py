"""Pages for everybody, signed in or not."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consent.preferences.meaning import level_cells
from consent.vocabulary.levels import LEVEL, Level

EXAMPLES = {"Ben": Level.WIDE, "Mei": Level.HEALTH, "Omar": Level.NONE}


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
    tour_url = reverse("demo:tour") if settings.DEMO else ""
    context = {"demo": settings.DEMO, "tour_url": tour_url, "examples": examples}
    return render(request, "public/start.html", context)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Say where help is."""
    return render(request, "public/help.html")
