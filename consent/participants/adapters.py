"""What allauth asks us about accounts."""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.shortcuts import resolve_url

from consent.encryption import seal, unseal
from consent.participants.access import SIGNED_IN_AT
from consent.participants.models import Account
from consent.participants.queries import authorities_of


class AccountAdapter(DefaultAccountAdapter):
    """Sends people home and staff to their desk after sign-in."""

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Remember when; joining leaves no record of its own that it was just now."""
        super().login(request, user)
        request.session[SIGNED_IN_AT] = time.time()

    def send_account_already_exists_mail(self, email: str) -> None:
        """Take as long as making an account does, so that the time tells nothing."""
        make_password(email)
        super().send_account_already_exists_mail(email)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        account = request.user
        if not isinstance(account, Account) or authorities_of(account):
            return resolve_url("home:home")
        if account.is_staff:
            return resolve_url("admin:index")
        works = account.memberships.exists()
        return resolve_url("org:home" if works else "public:start")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return resolve_url("public:start")


class MFAAdapter(DefaultMFAAdapter):
    """Keeps the keys of code apps and the recovery codes sealed."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)
