"""Pages of allauth that are one with ours, or ask for a fresh sign-in here.

They stand before allauth's own, under the same names.
"""

from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import HttpResponseBase
from django.urls import path
from django.views.generic import RedirectView

from consent.participants.access import (
    PlainPage,
    account_required,
    fresh_sign_in_required,
)
from consent.profile.views import ConfirmLoginCodeView

to_security = RedirectView.as_view(pattern_name="profile:security")


def careful(page: Callable[..., HttpResponseBase]) -> PlainPage[...]:
    """Guard a page; allauth itself asks nothing of an account without a password."""
    return account_required(fresh_sign_in_required()(page))  # type: ignore[arg-type]


urlpatterns = [
    path(
        "login/code/confirm/",
        ConfirmLoginCodeView.as_view(),
        name="account_confirm_login_code",
    ),
    path("email/", careful(account.email), name="account_email"),
    path(
        "password/set/",
        careful(account.password_set),
        name="account_set_password",
    ),
    path("sessions/", to_security, name="usersessions_list"),
    path("2fa/", to_security, name="mfa_index"),
    path(
        "2fa/totp/activate/",
        careful(totp.activate_totp),
        name="mfa_activate_totp",
    ),
    path("2fa/webauthn/", to_security, name="mfa_list_webauthn"),
    path(
        "2fa/webauthn/add/",
        careful(webauthn.add_webauthn),
        name="mfa_add_webauthn",
    ),
]
