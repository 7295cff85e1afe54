"""Adding a place by the code that it gave: typed, looked at, then done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consent.errors import Refusal
from consent.links import invitations
from consent.links.models import Invitation
from consent.participants.access import (
    ParticipantRequest,
    chooser_required,
    sign_in_again_url,
    signed_in_recently,
)
from consent.participants.same_person import same_person_required
from consent.preferences import queries as preferences
from consent.welcome import joining, presenters, waiting_code
from consent.welcome.forms import CodeForm

PAGES = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(PAGES)
def join(request: HttpRequest) -> HttpResponse:
    """Take a code; nothing is said about it before somebody has signed in."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "welcome/join.html", {"form": form})
    answers = form.cleaned_data
    waiting_code.keep(
        request.session, code=answers["code"], birth_year=answers["birth_year"]
    )
    here = reverse("welcome:join_check")
    if request.user.is_authenticated:
        return redirect(here)
    return render(request, "welcome/join_sign_in.html", {"then": here})


@never_cache
@require_http_methods(PAGES)
@chooser_required
@same_person_required
def check(request: ParticipantRequest) -> HttpResponse:
    """Show which place it is and what it may do; then add it, once."""
    kept = waiting_code.read(request.session)
    if kept is None:
        return redirect("welcome:join")
    try:
        invitation = invitations.look_up(
            code=kept.code, birth_year=kept.birth_year, by=request.user
        )
        may_add = not _needs_sign_in(request)
        if request.method == "POST" and may_add:
            joining.join(invitation=invitation, authority=request.authority)
            return _joined(request, invitation)
    except Refusal as error:
        return _refused(request, error, kept)
    if request.method == "POST":
        return redirect(sign_in_again_url(request, then=request.path))
    context = {
        "place": presenters.present_place(invitation),
        "has_chosen": preferences.current(request.participant) is not None,
        "needs_sign_in": not may_add,
        "sign_in_url": sign_in_again_url(request, then=request.path),
    }
    return render(request, "welcome/join_check.html", context)


def _needs_sign_in(request: ParticipantRequest) -> bool:
    """Tell whether adding shares more: the place may use something by these choices."""
    return joining.is_wider(request.participant) and not signed_in_recently(request)


def _joined(request: ParticipantRequest, invitation: Invitation) -> HttpResponse:
    waiting_code.forget(request.session)
    text = _("%(place)s is on your list now. We are telling it your choices.")
    has_chosen = preferences.current(request.participant) is not None
    if not has_chosen:
        text = _("%(place)s is on your list now. You have not chosen yet.")
    messages.success(request, text % {"place": invitation.platform.name})
    return redirect("places:list" if has_chosen else "welcome:steps")


def _refused(
    request: ParticipantRequest, error: Refusal, kept: waiting_code.WaitingCode
) -> HttpResponse:
    """Show the form again with what was typed; it is not tried a second time.

    A second press of the button finds the code used by the first one.
    """
    waiting_code.forget(request.session)
    is_used = isinstance(error, invitations.InvitationUsed)
    if is_used and joining.is_mine(request.participant, error.facts["link"]):
        return redirect("places:list")
    form = CodeForm(initial={"code": kept.code, "birth_year": kept.birth_year})
    context = {"form": form, "refusal": _(str(error))}
    return render(request, "welcome/join.html", context)
