"""What allauth asks us about accounts: where to go, how to prove oneself, whom to tell."""

import logging
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consent.encryption import seal, unseal
from consent.notifications.security import tell_sign_in
from consent.participants.access import SIGNED_IN_AT, signed_in_recently
from consent.participants.models import Account
from consent.participants.queries import authorities_of
from consent.profile import devices
from consent.profile.services import tell_new_address

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Sends people home and staff to their desk after sign-in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail or the password is not right."),
        "incorrect_code": _("This code is not right. Look at the newest mail."),
        "incorrect_password": _("This password is not right."),
        "too_many_login_attempts": _("That was too often. Please wait 5 minutes."),
        "rate_limited": _("That was too fast. Please wait a minute."),
        "same_as_current": _("This is your e-mail already."),
        "enter_current_password": _("Type the password you have now."),
    }

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Remember when; joining leaves no record of its own that it was just now."""
        super().login(request, user)
        request.session[SIGNED_IN_AT] = time.time()
        devices.begin(request)
        if isinstance(user, Account):
            agent = request.headers.get("User-Agent", "")
            tell_sign_in(account=user, user_agent=agent)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Give every mail the address of our own sign-in page, and no other."""
        known = {
            **context,
            "sign_in_page": settings.BASE_URL.rstrip("/") + reverse("account_login"),
            "device": devices.in_words(context.get("user_agent", "")),
        }
        return super().render_mail(template_prefix, email, known, headers)

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        """Say so when no mail can be sent now; nobody waits for a broken page."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            logger.warning("mail.not_sent", extra={"error": type(error).__name__})
            messages.error(
                self.request,
                gettext("We could not send a mail. Please try again in some minutes."),
            )

    def send_account_already_exists_mail(self, email: str) -> None:
        """Take as long as making an account does, so that the time tells nothing."""
        make_password(email)
        super().send_account_already_exists_mail(email)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a changed address by a letter: to both, and until it arrives."""
        if template_prefix == "account/email/email_changed" and context:
            tell_new_address(by=user, before=context["from_email"])
            return
        super().send_notification_mail(template_prefix, user, context, email)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:  # noqa: ARG002
        """One rule for all that needs care: proven within the last minutes."""
        return not signed_in_recently(context.request)

    def get_reauthentication_methods(
        self, user: AbstractBaseUser | AnonymousUser
    ) -> list[dict[str, Any]]:
        """Name the ways in our words; who has no second step may use a mailed code."""
        words = {
            "reauthenticate": gettext("Use my password"),
            "mfa_reauthenticate": gettext("Use a code from my app"),
            "mfa_reauthenticate:webauthn": gettext("Use a passkey"),
        }
        ways = [
            {**way, "description": words[way["id"]]}
            for way in super().get_reauthentication_methods(user)
        ]
        if not Authenticator.objects.filter(user_id=user.pk).exists():
            page = reverse("profile:prove")
            description = gettext("Send me a code")
            ways.append({"id": "code", "description": description, "url": page})
        return ways

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        account = request.user
        if not isinstance(account, Account) or authorities_of(account):
            return resolve_url("home:home")
        if account.is_staff:
            return resolve_url("admin:index")
        works = account.memberships.exists()
        return resolve_url("org:home" if works else "public:start")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return resolve_url("welcome:steps")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return resolve_url("public:start")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return resolve_url("profile:security")


class MFAAdapter(DefaultMFAAdapter):
    """Keeps the keys of code apps and the recovery codes sealed."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This did not work. Please try once more."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def generate_authenticator_name(
        self,
        user: AbstractBaseUser,
        type: Authenticator.Type,  # noqa: A002 — allauth names it so
    ) -> str:
        """Suggest what to call a new key: the device that it is made on."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        agent = context.request.headers.get("User-Agent", "")
        place = devices.system_of(agent) or gettext("My device")
        return f"{place} {count + 1}" if count else place
