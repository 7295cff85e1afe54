"""The letters of an account."""

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from consent.notifications import queries, services
from consent.notifications.models import Letter
from consent.notifications.presenters import OF_ACCOUNT, page_of, present_letter
from consent.participants.access import (
    ACTING_AS,
    AccountRequest,
    ParticipantRequest,
    account_required,
    act_under,
)
from consent.participants.models import Authority
from consent.participants.queries import authorities_of

ON_A_PAGE = 20


@require_safe
@account_required
def listing(request: AccountRequest) -> HttpResponse:
    """List the letters, the newest first."""
    pages = Paginator(queries.letters_of(request.user), ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    own = {
        held.participant_id
        for held in authorities_of(request.user)
        if held.kind == Authority.Kind.SELF
    }
    context = {
        "letters": [present_letter(letter, own) for letter in page],
        "page_obj": page,
    }
    return render(request, "notifications/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@account_required
def open_letter(request: AccountRequest, pk: int) -> HttpResponse:
    """Go to the page that a letter is about; if it is somebody else's, ask first."""
    letter = get_object_or_404(queries.letters_of(request.user), pk=pk)
    services.read_letter(letter=letter)
    held = authorities_of(request.user)
    needed = _needed(letter, held, _acting(request, held))
    if needed is None:
        return redirect(page_of(letter))
    if request.method == "POST" and needed:
        act_under(cast("ParticipantRequest", request), needed[0])
        return redirect(page_of(letter))
    context = {
        "letter": present_letter(letter, own=[]),
        "may_open": bool(needed),
    }
    return render(request, "notifications/somebody_else.html", context)


@require_POST
@account_required
def read_all(request: AccountRequest) -> HttpResponse:
    """Note that all letters were read."""
    services.read_all(account=request.user)
    return redirect("notifications:list")


def _acting(request: AccountRequest, held: list[Authority]) -> Authority | None:
    """Return under which authority pages are shown now."""
    picked = request.session.get(ACTING_AS)
    default = held[0] if held else None
    return next((one for one in held if one.pk == picked), default)


def _needed(
    letter: Letter, held: list[Authority], acting: Authority | None
) -> list[Authority] | None:
    """Return the authorities that show the letter's page; None if no other is needed."""
    about = letter.participant_id
    if about is None or letter.kind in OF_ACCOUNT:
        return None
    if acting is not None and acting.participant_id == about:
        return None
    return [one for one in held if one.participant_id == about]
