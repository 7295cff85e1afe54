"""Three doors: stop all sharing, leave the study, close the account."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from consent.asks.models import Ask
from consent.decisions.narrowing import is_closed
from consent.editor import drafts
from consent.leaving import services
from consent.leaving.queries import afterwards_of
from consent.leaving.services import WorksHere
from consent.links.queries import open_links_of
from consent.participants.access import (
    AccountRequest,
    ParticipantRequest,
    account_required,
    chooser_required,
    participant_required,
    sign_in_again_url,
    signed_in_recently,
)
from consent.participants.queries import authorities_of
from consent.places import presenters
from consent.places.asked import AskLine
from consent.places.queries import places_of
from consent.preferences import queries
from consent.preferences.saving import Draft, places_told
from consent.vocabulary.choices import Choices
from consent.vocabulary.levels import Level, choices_of


@require_safe
@participant_required
def doors(request: ParticipantRequest) -> HttpResponse:
    """Show the three doors, far apart."""
    saved = queries.choices_of(queries.current(request.participant))
    context = {
        "may_choose": request.authority.may_choose,
        "shares_nothing": saved is not None and is_closed(saved),
    }
    return render(request, "leaving/doors.html", context)


@require_POST
@chooser_required
def stop(request: ParticipantRequest) -> HttpResponse:
    """Make "share with no one" the draft, and go to its check page."""
    newest = queries.current(request.participant)
    draft = Draft(
        request.participant.pk,
        _nothing(queries.choices_of(newest), request.participant.country),
        newest.version if newest else None,
        places_told(list(open_links_of(request.participant))),
    )
    drafts.keep(request.session, draft)
    return redirect("editor:check")


@require_safe
@participant_required
def study(request: ParticipantRequest) -> HttpResponse:
    """Say what leaving a study means, and at which place to ask for it."""
    cards = presenters.present(places_of(request.participant))
    places = [
        (card, next((one for one in card.asks if _is_leaving(one)), None))
        for card in cards
        if card.can_be_asked
    ]
    context = {"places": places, "may_choose": request.authority.may_choose}
    return render(request, "leaving/study.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@account_required
def close(request: AccountRequest) -> HttpResponse:
    """Say what closing means; then close the account in a week."""
    is_fresh = signed_in_recently(request)
    sign_in_url = sign_in_again_url(request, then=reverse("leaving:close"))
    if request.method != "POST":
        context = {
            "afterwards": afterwards_of(request.user),
            "undo_days": services.UNDO_FOR.days,
            "sign_in_url": "" if is_fresh else sign_in_url,
        }
        return render(request, "leaving/close.html", context)
    if not is_fresh:
        return redirect(sign_in_url)
    try:
        services.close_later(by=request.user)
    except WorksHere:
        text = _("This account is also for work. Ask the people you work with first.")
        messages.warning(request, text)
    return redirect("leaving:close")


@require_POST
@account_required
def keep(request: AccountRequest) -> HttpResponse:
    """Undo it: the account stays."""
    if services.keep(by=request.user):
        messages.success(request, _("Your account stays open."))
    return redirect("home:home" if authorities_of(request.user) else "leaving:close")


def _nothing(saved: Choices | None, country: str) -> Choices:
    """Share nothing; what was named and wished for besides is kept."""
    closed = choices_of(Level.NONE, home_country=country)
    if saved is None:
        return closed
    return replace(closed, conditions=saved.conditions, contact=saved.contact)


def _is_leaving(ask: AskLine) -> bool:
    return ask.kind == Ask.Kind.LEAVE_STUDY.value
