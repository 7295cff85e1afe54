"""The page of people, and switching between them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consent.helping import presenters
from consent.participants.access import (
    ParticipantRequest,
    act_under,
    participant_required,
)
from consent.participants.models import Authority


@require_safe
@participant_required
def people(request: ParticipantRequest) -> HttpResponse:
    """List for whom the account may act, and for whom it does now."""
    context = {
        "people": [presenters.present_person(held) for held in request.held],
        "now": request.authority.pk,
    }
    return render(request, "helping/people.html", context)


@require_POST
@participant_required
def act_for(request: ParticipantRequest) -> HttpResponse:
    """Act for somebody else from now on; only under an authority that holds now."""
    picked = request.POST.get("authority", "")
    found = next((held for held in request.held if str(held.pk) == picked), None)
    if found is None:
        raise Http404
    act_under(request, found)
    if found.kind == Authority.Kind.SELF:
        messages.success(request, _("You are choosing for yourself again."))
    return redirect("home:home")
