"""The forms at the door: who it is, on whose device, and the code from a mail."""

from typing import Any

from allauth.account import app_settings
from allauth.account import forms as allauth_forms
from allauth.core import context
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from consent.profile.devices import IDLE_UNTIL, say_shared
from consent.profile.plain_forms import MailedCode, Plain


def shared_field() -> forms.BooleanField:
    """Ask whose device it is; one that is shared forgets the person soon."""
    return forms.BooleanField(
        label=_("This is not my device"),
        help_text=_("We sign you out after 15 minutes without a click."),
        required=False,
    )


class LoginForm(Plain, allauth_forms.LoginForm):
    """E-mail and password."""

    field_order = ["login", "password", "is_shared"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_shared"] = shared_field()

    def login(
        self, request: HttpRequest, redirect_url: str | None = None
    ) -> HttpResponse:
        say_shared(request, is_shared=self.cleaned_data["is_shared"])
        answer: HttpResponse = super().login(request, redirect_url)
        if IDLE_UNTIL in request.session:
            request.session.set_expiry(0)
        return answer


class RequestLoginCodeForm(Plain, allauth_forms.RequestLoginCodeForm):
    """E-mail only; a code is sent there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_shared"] = shared_field()

    def clean(self) -> dict[str, Any] | None:
        found: dict[str, Any] | None = super().clean()  # type: ignore[no-untyped-call]
        if found:
            say_shared(context.request, is_shared=found.get("is_shared", False))
        return found


class ConfirmLoginCodeForm(MailedCode, allauth_forms.ConfirmLoginCodeForm):
    """The six digits from the mail; a wrong code says how many tries are left."""

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()
        except forms.ValidationError as wrong:
            left = self._tries_left()
            if left < 1:
                raise
            words = ngettext(
                "This code is not right. You can try %(left)d more time.",
                "This code is not right. You can try %(left)d more times.",
                left,
            )
            raise forms.ValidationError(words % {"left": left}) from wrong
        return code

    @staticmethod
    def _tries_left() -> int:
        stage = getattr(context.request, "_login_stage", None)
        failed: int = stage.state.get("failed_attempts", 0) if stage else 0
        most: int = app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS
        return most - failed - 1
