"""Adding a helper: a code is made, handed over, typed in, and confirmed."""

import secrets

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from consent.encryption import seal, unseal
from consent.errors import NotYours, Refusal
from consent.helping import presenters, services
from consent.helping.forms import HelperCodeForm, HelperForm
from consent.helping.models import HelperInvitation
from consent.participants.access import (
    ParticipantRequest,
    fresh_sign_in_required,
    manager_required,
    participant_required,
)

# The code made last, sealed: so that the person can read it again in this session.
MADE = "helper_code"


@require_http_methods(["GET", "HEAD", "POST"])
@manager_required
@fresh_sign_in_required()
def add(request: ParticipantRequest) -> HttpResponse:
    """Make a code for a helper; a second press of the button shows the same one."""
    made = request.session.get(MADE, {})
    token = request.POST.get("token", "")
    if token and made.get("token") == token:
        return redirect("helping:made", pk=made["invitation"])
    form = HelperForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if form.is_valid():
        try:
            new = services.invite(
                participant=request.participant,
                kind=form.picked_kind(),
                helps_until=form.helps_until(),
                by=request.user,
            )
        except Refusal as error:
            refusal = _(str(error))
        else:
            request.session[MADE] = {
                "invitation": new.invitation.pk,
                "token": token,
                "sealed": seal(new.code),
            }
            return redirect("helping:made", pk=new.invitation.pk)
    token = token or secrets.token_urlsafe(16)
    context = {"form": form, "refusal": refusal, "token": token}
    return render(request, "helping/add.html", context)


@never_cache
@require_safe
@manager_required
def made(request: ParticipantRequest, pk: int) -> HttpResponse:
    """Show the code, on this device only."""
    kept = request.session.get(MADE, {})
    invitation = HelperInvitation.objects.filter(
        pk=pk, participant=request.participant, made_by=request.user
    ).first()
    if invitation is None or kept.get("invitation") != pk:
        return redirect("helping:people")
    context = {
        "code": unseal(kept["sealed"]),
        "waiting": presenters.present_waiting(invitation),
    }
    return render(request, "helping/made.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@participant_required
def enter(request: ParticipantRequest) -> HttpResponse:
    """Take the code of somebody who wants help."""
    form = HelperCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            invitation = services.accept(
                code=form.cleaned_data["code"], by=request.user
            )
        except Refusal as error:
            form.add_error("code", _(str(error)))
        else:
            text = _("Thank you. Now %(name)s must say yes to you here.")
            name = invitation.participant.called
            messages.success(request, text % {"name": name})
            return redirect("helping:people")
    return render(request, "helping/enter.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@manager_required
@fresh_sign_in_required()
def confirm(request: ParticipantRequest, pk: int) -> HttpResponse:
    """Show who used the code, and make them a helper if it is the right person."""
    related = HelperInvitation.objects.select_related("accepted_by", "participant")
    invitation = get_object_or_404(
        related, pk=pk, participant=request.participant, accepted_by__isnull=False
    )
    if request.method != "POST":
        if invitation.confirmed_at or invitation.ended_at:
            return redirect("helping:people")
        context = {"waiting": presenters.present_waiting(invitation)}
        return render(request, "helping/confirm.html", context)
    try:
        authority = services.confirm(invitation=invitation, by=request.user)
    except Refusal as error:
        messages.warning(request, _(str(error)))
        return redirect("helping:people")
    text = _("%(name)s helps you now.")
    messages.success(request, text % {"name": authority.account.called})
    return redirect("helping:people")


@require_POST
@participant_required
def end_code(request: ParticipantRequest, pk: int) -> HttpResponse:
    """Take a code back, or step back before it counts."""
    invitation = get_object_or_404(HelperInvitation, pk=pk)
    try:
        services.end_invitation(invitation=invitation, by=request.user)
    except NotYours as error:
        raise Http404 from error
    messages.success(request, _("The code has ended."))
    return redirect("helping:people")
