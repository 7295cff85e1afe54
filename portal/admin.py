"""The admin panel's door: staff only, signed in through allauth with a second factor."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from consent.participants.access import second_factor_url, used_second_factor
from consent.supervision.attention import look_over

WATCHER = tuple(
    f"consent.view_{model}" for model in ("alarm", "delivery", "platformhealth")
)
MADE_ELSEWHERE = frozenset({"allauth_idp_oidc", "mfa", "usersessions"})


class PortalAdminSite(admin.AdminSite):
    """Stock Django admin that trusts only sessions proven with a second factor."""

    site_header = "Ambit"
    site_title = "Ambit"
    index_title = "Run the portal"
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        """Leave out what only services may make: OAuth clients, second factors."""
        models = (
            model_or_iterable
            if isinstance(model_or_iterable, list | tuple)
            else [model_or_iterable]
        )
        shown = [
            model for model in models if model._meta.app_label not in MADE_ELSEWHERE
        ]
        super().register(shown, *args, **options)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Put above the lists what needs an operator now."""
        watches = request.user.has_perms(WATCHER)
        context = {"overview": look_over() if watches else None}
        return super().index(request, {**(extra_context or {}), **context})

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and used_second_factor(request)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send everybody to allauth, and staff on to the factor they still lack."""
        del extra_context
        response: HttpResponse = _admit(request, self)
        return response


@secure_admin_login  # type: ignore[untyped-decorator]
def _admit(request: HttpRequest, site: PortalAdminSite) -> HttpResponse:
    here = reverse("admin:index", current_app=site.name)
    if site.has_permission(request):
        return redirect(here)
    if not is_mfa_enabled(request.user):  # type: ignore[arg-type]
        messages.info(request, _("Staff need a second step. Set up a code app first."))
    return redirect(second_factor_url(request.user, then=here))  # type: ignore[arg-type]
