"""Settings, security, and proving once more who it is."""

from typing import Any

from allauth.account import views as allauth_views
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import BaseReauthenticateView
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from consent.participants.access import AccountRequest, account_required
from consent.profile import proving, services
from consent.profile.devices import in_words
from consent.profile.entrance import ConfirmLoginCodeForm
from consent.profile.forms import CodeForm, SettingsForm
from consent.profile.presenters import present_security


@require_http_methods(["GET", "HEAD", "POST"])
@account_required
def settings_page(request: AccountRequest) -> HttpResponse:
    """Show and save what belongs to the account, never to a participant."""
    form = SettingsForm(request.POST or None, account=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Your settings are saved."))
        return redirect("profile:settings")
    context = {
        "form": form,
        "email": request.user.email,
        "device": in_words(request.headers.get("User-Agent", "")),
        "is_shared": hasattr(request, "shared"),
    }
    return render(request, "profile/settings.html", context)


@require_safe
@never_cache
@account_required
def security(request: AccountRequest) -> HttpResponse:
    """Show all ways to sign in, and where the account is signed in now."""
    found = present_security(request.user, request.session.session_key or "")
    context = {**found, "has_password": request.user.has_usable_password()}
    return render(request, "profile/security.html", context)


@require_POST
@account_required
def end_session(request: AccountRequest, number: int) -> HttpResponse:
    """Sign out one other device; no proof is asked for, it only makes things safer."""
    services.end_session(number=number, by=request.user)
    messages.success(request, _("That device is signed out."))
    return redirect("profile:security")


@require_POST
@account_required
def end_other_sessions(request: AccountRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    keep = request.session.session_key or ""
    services.end_other_sessions(keep=keep, by=request.user)
    messages.success(request, _("All other devices are signed out."))
    return redirect("profile:security")


@require_POST
@account_required
def stay(request: AccountRequest) -> HttpResponse:
    """Go on being signed in on a shared device; say until when."""
    shared = getattr(request, "shared", None)
    until = date_format(timezone.localtime(shared["until"]), "H:i") if shared else ""
    return HttpResponse(until, content_type="text/plain; charset=utf-8")


class ConfirmLoginCodeView(allauth_views.ConfirmLoginCodeView):
    """Take the code of a sign-in mail; say so when it is too old or of no more use."""

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        answer = super().dispatch(request, *args, **kwargs)
        if getattr(self, "_process", None) is None and request.user.is_anonymous:
            messages.warning(request, _("This code is too old. Ask for a new one."))
        return answer

    def form_invalid(self, form: ConfirmLoginCodeForm) -> HttpResponse:
        if self._process.record_invalid_attempt():
            return self.render_to_response(self.get_context_data(form=form))
        messages.error(self.request, _words_for(0))
        return redirect("account_request_login_code")


@method_decorator(never_cache, name="dispatch")
class ProveView(BaseReauthenticateView):
    """Send a code to the account's address, and take it back from its reader."""

    request: AccountRequest
    form_class = CodeForm
    template_name = "profile/prove.html"

    @method_decorator(login_required)
    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") != "send":
            return super().post(request, *args, **kwargs)
        account = self.request.user
        if ratelimit.consume(request, action="request_login_code", key=account.email):
            proving.send_code(request, account)
        else:
            messages.error(request, _("That was too fast. Please wait a minute."))
        return redirect(self._here())

    def form_valid(self, form: CodeForm) -> HttpResponse:
        left = proving.try_code(self.request, form.cleaned_data["code"])
        if left is not None:
            form.add_error("code", _words_for(left))
            return self.form_invalid(form)
        user = self.request.user
        record_authentication(self.request, user, method="code", reauthenticated=True)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        found["is_sent"] = proving.is_waiting(self.request)
        found["recipient"] = self.request.user.email
        return found

    def _here(self) -> str:
        page: str = self.passthrough_next_url(self.request.path)  # type: ignore[no-untyped-call]
        return page


def _words_for(left: int) -> str:
    if not left:
        return _("This code works no more. Ask for a new one.")
    words = ngettext(
        "This code is not right. You can try %(left)d more time.",
        "This code is not right. You can try %(left)d more times.",
        left,
    )
    return words % {"left": left}
