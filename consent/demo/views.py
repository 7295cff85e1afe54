"""The tour: its first screen, and signing in as one of its people."""

from datetime import timedelta

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consent.decisions.preview import VECTORS
from consent.demo import tour
from consent.demo.cast import COLLEAGUES, PEOPLE, PLACES, STAFF
from consent.links import invitations
from consent.organizations.models import Platform
from consent.participants.models import Account

ON_THE_FIRST_SCREEN = 2
LETTER_WORKS_FOR = timedelta(days=1)


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    stage = tour.columns()
    context = {
        "people": tour.people(stage),
        "vectors": tour.rows(stage, VECTORS[:ON_THE_FIRST_SCREEN]),
        "sign_in_url": reverse("demo:sign_in"),
        "steps": _steps(),
        "staff": [
            {"code": one.code, "name": one.name, "line": one.about}
            for one in (*COLLEAGUES, *STAFF)
        ],
    }
    return render(request, "demo/tour.html", context)


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the made-up people, as if with password and code."""
    names = {one.code: one.email for one in (*PEOPLE, *COLLEAGUES, *STAFF)}
    email = names.get(request.POST.get("person", ""), "")
    account = get_object_or_404(Account, email=email)
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, account, "password", email=email)
    if account.is_staff or account.memberships.exists():
        record_authentication(request, account, "mfa", type="totp")
        return redirect("admin:index" if account.is_staff else "org:home")
    return redirect("home:home")


@require_POST
def letter(request: HttpRequest) -> HttpResponse:
    """Write the letter that a place would send: with a code, for whoever is new."""
    platform = Platform.objects.get(code=PLACES[0].code)
    made = invitations.make_invitation(
        platform=platform,
        expires_at=timezone.now() + LETTER_WORKS_FOR,
        by=Account.objects.get(email=STAFF[0].email),
    )
    context = {"place": platform.name, "code": made.code}
    return render(request, "demo/letter.html", context)


def _steps() -> list[dict[str, object]]:
    endpoint = Platform.objects.get(code=PLACES[0].code).endpoint_url
    desk = endpoint.removesuffix("/webhooks")
    return [
        {
            "title": _("Ask for data"),
            "text": _("Lakeside Biobank has a data desk. Ask there for gene results."),
            "url": desk,
            "action": _("Open the data desk"),
        },
        {
            "title": _("Be Ana"),
            "text": _("In My choices, pick Share with no one. Then check, and save."),
            "person": "ana",
            "action": _("Sign in as Ana now"),
        },
        {
            "title": _("Watch it arrive"),
            "text": _(
                "Lakeside follows within seconds. The library is down. "
                "The page says what that means for Ana."
            ),
        },
        {
            "title": _("Ask again"),
            "text": _("Now Ana's data stay closed."),
            "url": desk,
            "action": _("Open the data desk again"),
        },
        {
            "title": _("See who used it"),
            "text": _("As Ana, open Who used my data. The refusal is there."),
        },
    ]
