"""What allauth asks us about accounts."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.shortcuts import resolve_url

from consent.participants.models import Account
from consent.participants.queries import authorities_of


class AccountAdapter(DefaultAccountAdapter):
    """Sends people home and staff to their desk after sign-in."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        account = request.user
        if not isinstance(account, Account) or authorities_of(account):
            return resolve_url("home:home")
        return resolve_url("admin:index" if account.is_staff else "home:start")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return resolve_url("home:start")
