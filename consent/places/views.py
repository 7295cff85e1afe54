"""Pages of the places that know a person's choices, and what can be asked of them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consent.asks.models import Ask
from consent.errors import Refusal
from consent.links.models import Link
from consent.participants.access import (
    ParticipantRequest,
    chooser_required,
    fresh_sign_in_required,
    participant_required,
)
from consent.participants.same_person import same_person_required
from consent.places import presenters, services
from consent.places.asked import offers, present_ask, words_of
from consent.places.presenters import PlaceCard
from consent.places.queries import places_of
from consent.preferences import services as preferences

page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@participant_required
def listing(request: ParticipantRequest) -> HttpResponse:
    """List every place, those that were taken off the list last."""
    cards = presenters.present(places_of(request.participant))
    context = {
        "places": [card for card in cards if card.is_listed],
        "left": [card for card in cards if not card.is_listed],
        "may_choose": request.authority.may_choose,
    }
    return render(request, "places/list.html", context)


@require_safe
@participant_required
def detail(request: ParticipantRequest, code: str) -> HttpResponse:
    """Show one place, and what was asked of it."""
    card = _card(request, code)
    context = {
        "place": card,
        "offers": offers(card.asks) if card.can_be_asked else [],
        "may_choose": request.authority.may_choose,
    }
    return render(request, "places/detail.html", context)


@page
@chooser_required
@same_person_required
def ask(request: ParticipantRequest, code: str, kind: str) -> HttpResponse:
    """Say what an ask means; then ask."""
    if kind not in Ask.Kind.values:
        raise Http404
    link, wanted = _link(request, code), Ask.Kind(kind)
    if request.method != "POST":
        context = {"place": link.platform, "words": words_of(wanted)}
        return render(request, "places/ask.html", context)
    try:
        services.ask(
            link=link, kind=wanted, by=request.user, authority=request.authority
        )
    except Refusal:
        messages.warning(request, _("This place was taken off your list before."))
    else:
        text = _("We have asked %(place)s. You can read the answer here.")
        messages.success(request, text % {"place": link.platform.name})
    return redirect("places:detail", code=code)


@page
@chooser_required
@fresh_sign_in_required()
def take_back(request: ParticipantRequest, code: str, number: str) -> HttpResponse:
    """Take an ask back: from then on they need not follow it."""
    made = get_object_or_404(
        Ask.objects.select_related("link__platform", "link__participant"),
        pk=number,
        link__participant=request.participant,
        link__platform__code=code,
    )
    if request.method != "POST":
        context = {"place": made.link.platform, "ask": present_ask(made)}
        return render(request, "places/take_back.html", context)
    try:
        services.take_back(ask=made, by=request.user, authority=request.authority)
    except Refusal:
        messages.warning(request, _("It was too late to take this back. Look below."))
    else:
        messages.success(request, _("You took it back. We tell the place now."))
    return redirect("places:detail", code=code)


@page
@chooser_required
@same_person_required
def leave(request: ParticipantRequest, code: str) -> HttpResponse:
    """Take a place off the list: it is told to stop, once and for all."""
    link = _link(request, code)
    if request.method != "POST":
        return render(request, "places/leave.html", {"place": _card(request, code)})
    try:
        preferences.leave(
            participant=request.participant, platform=link.platform, by=request.user
        )
    except Refusal:
        messages.warning(request, _("This place was taken off your list before."))
    else:
        text = _("We tell %(place)s to stop. Then it leaves your list.")
        messages.success(request, text % {"place": link.platform.name})
    return redirect("places:detail", code=code)


@require_safe
@participant_required
def answered(request: ParticipantRequest, number: str) -> HttpResponse:
    """Go to the place of an ask; letters point here."""
    made = get_object_or_404(
        Ask.objects.select_related("link__platform"),
        pk=number,
        link__participant=request.participant,
    )
    return redirect("places:detail", code=made.link.platform.code)


def _card(request: ParticipantRequest, code: str) -> PlaceCard:
    for card in presenters.present(places_of(request.participant)):
        if card.code == code:
            return card
    raise Http404


def _link(request: ParticipantRequest, code: str) -> Link:
    """Return the person's newest link to a place; others have none."""
    links = Link.objects.filter(participant=request.participant, platform__code=code)
    link = links.select_related("platform", "participant").order_by("-pk").first()
    if link is None:
        raise Http404
    return link
