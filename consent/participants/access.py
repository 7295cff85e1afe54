"""Who may see a participant's page, and for whom they act."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from consent.participants import queries
from consent.participants.ended_sessions import signed_out
from consent.participants.models import Account, Authority, Participant

ACTING_AS = "acting_as"
SIGNED_IN_AT = "signed_in_at"
Parameters = ParamSpec("Parameters")


class AccountRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: Account


class ParticipantRequest(AccountRequest):
    """A request of somebody who acts for a participant, under an authority."""

    participant: Participant
    authority: Authority
    held: list[Authority]


SignedIn = TypeVar("SignedIn", bound=AccountRequest)
AccountPage = Callable[Concatenate[AccountRequest, Parameters], HttpResponse]
AnyPage = Callable[Concatenate[SignedIn, Parameters], HttpResponse]
Page = Callable[Concatenate[ParticipantRequest, Parameters], HttpResponse]
PlainPage = Callable[Concatenate[HttpRequest, Parameters], HttpResponse]


def account_required(page: AccountPage[Parameters]) -> PlainPage[Parameters]:
    """Let in whoever is signed in."""
    return _signed_in_first(page)


def participant_required(page: Page[Parameters]) -> PlainPage[Parameters]:
    """Let in only who acts for a participant; set `request.participant` and the rest.

    With several authorities the one picked in the session counts, else the
    account's own. Staff without any go to the admin, members of an institution to
    its pages.
    """

    @wraps(page)
    def guarded(
        request: ParticipantRequest,
        /,
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> HttpResponse:
        held = queries.authorities_of(request.user)
        if not held:
            return _turn_away(request)
        request.held = held
        picked = request.session.get(ACTING_AS)
        request.authority = next((one for one in held if one.pk == picked), held[0])
        request.participant = request.authority.participant
        return page(request, *args, **kwargs)

    return _signed_in_first(guarded)


def chooser_required(page: Page[Parameters]) -> PlainPage[Parameters]:
    """Let in only who may also choose for the participant, not just look."""

    @wraps(page)
    def guarded(
        request: ParticipantRequest,
        /,
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> HttpResponse:
        if not request.authority.may_choose:
            raise PermissionDenied
        return page(request, *args, **kwargs)

    return participant_required(guarded)


def manager_required(page: Page[Parameters]) -> PlainPage[Parameters]:
    """Let in only who may say who else helps: the person, or their guardian."""

    @wraps(page)
    def guarded(
        request: ParticipantRequest,
        /,
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> HttpResponse:
        if not request.authority.may_manage:
            raise PermissionDenied
        return page(request, *args, **kwargs)

    return participant_required(guarded)


def fresh_sign_in_required(
    *, then: str = ""
) -> Callable[[AnyPage[SignedIn, Parameters]], AnyPage[SignedIn, Parameters]]:
    """Ask who it is once more, unless that was proven within the last minutes.

    Goes beneath `participant_required` and its like. Afterwards the person comes
    back to the page named `then`, else to this page, and presses the button there
    again: what they sent is not kept. Never for what only narrows.
    """

    def guard(page: AnyPage[SignedIn, Parameters]) -> AnyPage[SignedIn, Parameters]:
        @wraps(page)
        def guarded(
            request: SignedIn, /, *args: Parameters.args, **kwargs: Parameters.kwargs
        ) -> HttpResponse:
            if signed_in_recently(request):
                return page(request, *args, **kwargs)
            back = reverse(then) if then else request.get_full_path()
            return redirect(sign_in_again_url(request, then=back))

        return guarded

    return guard


def act_under(request: ParticipantRequest, authority: Authority) -> None:
    """Act under one of `request.held` from now on, on every page of this session."""
    if authority.kind == Authority.Kind.SELF:
        request.session.pop(ACTING_AS, None)
    else:
        request.session[ACTING_AS] = authority.pk


def signed_in_recently(request: AccountRequest) -> bool:
    """Tell whether the person proved who they are within the last minutes."""
    proofs = [
        proof["at"] for proof in get_authentication_records(request, request.user)
    ]
    newest = max([*proofs, request.session.get(SIGNED_IN_AT, 0)])
    recent: bool = time.time() - newest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return recent


def used_second_factor(request: HttpRequest) -> bool:
    """Tell whether this session was proven with more than a password or a code."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return any(record.get("method") == "mfa" for record in records)


def second_factor_url(account: Account, *, then: str) -> str:
    """Where to show the second factor, or to set one up first."""
    is_enabled = is_mfa_enabled(account)
    page = reverse("mfa_reauthenticate" if is_enabled else "mfa_activate_totp")
    return f"{page}?{urlencode({'next': then})}"


def sign_in_again_url(request: AccountRequest, *, then: str) -> str:
    """Where to prove it again; the person comes back to `then`."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    url = methods[0]["url"] if methods else reverse("account_logout")
    return f"{url}?{urlencode({'next': then})}"


def _signed_in_first(page: AnyPage[SignedIn, Parameters]) -> PlainPage[Parameters]:
    """Send others to sign in; who pressed a button is told that nothing came of it."""
    guarded: PlainPage[Parameters] = login_required(page)  # type: ignore[assignment]

    @wraps(page)
    def greeted(
        request: HttpRequest, /, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            return signed_out(request)
        return guarded(request, *args, **kwargs)

    return greeted


def _turn_away(request: ParticipantRequest) -> HttpResponseRedirect:
    if request.user.is_staff:
        return redirect("admin:index")
    if request.user.memberships.exists():
        return redirect("org:home")
    raise PermissionDenied
