"""The page of people: whom one may act for, who helps, and leaving."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consent.errors import NotYours
from consent.helping import presenters, queries, services
from consent.participants.access import (
    ParticipantRequest,
    act_under,
    participant_required,
)
from consent.participants.models import Authority


@require_safe
@participant_required
def people(request: ParticipantRequest) -> HttpResponse:
    """List for whom the account may act, who helps, and which codes wait."""
    person, may_manage = request.participant, request.authority.may_manage
    helpers, waiting = [], []
    if may_manage:
        acting = queries.acting_for(person).exclude(account=request.user)
        helpers = [presenters.present_helper(one) for one in acting]
        waiting = [
            presenters.present_waiting(one) for one in queries.waiting_for(person)
        ]
    context = {
        "people": [presenters.present_person(held) for held in request.held],
        "now": request.authority.pk,
        "may_manage": may_manage,
        "helpers": helpers,
        "waiting": waiting,
        "accepted": [
            {"id": one.pk, "name": one.participant.called}
            for one in queries.accepted_by(request.user)
        ],
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


@require_POST
@participant_required
def end_help(request: ParticipantRequest, pk: int) -> HttpResponse:
    """Remove a helper at once, or step back as one."""
    related = Authority.objects.select_related("account", "participant")
    authority = get_object_or_404(related, pk=pk)
    try:
        services.end_help(authority=authority, by=request.user)
    except NotYours as error:
        raise Http404 from error
    if authority.account_id == request.user.pk:
        text = _("You no longer help %(name)s.")
        name = authority.participant.called
    else:
        text = _("%(name)s was removed. They see nothing here from now on.")
        name = authority.account.called
    messages.success(request, text % {"name": name})
    return redirect("helping:people")
