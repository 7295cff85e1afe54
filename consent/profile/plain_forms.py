"""allauth's forms in our words: no placeholders, one name for each thing."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext_lazy as _

CODE_FIELD = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 12}
NEW_PASSWORD_HELP = _("Ten signs or more. Not only digits, and not one that many use.")
LABELS = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "password": _("Password"),
    "oldpassword": _("The password you have now"),
    "password1": _("New password"),
    "password2": _("The new password again"),
}


class Plain(forms.Form):
    """Takes out placeholders, which vanish while typing, and names the fields."""

    labels = LABELS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            if name == "password1":
                field.help_text = NEW_PASSWORD_HELP
            elif name in {"password", "oldpassword"}:
                field.help_text = ""


class MailedCode(Plain):
    """A code of six digits that came by mail."""

    labels = {"code": _("Code from the mail")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("Six digits.")
        self.fields["code"].widget.attrs.update(CODE_FIELD)


class SignUp(Plain, account.SignupForm):  # type: ignore[misc]
    labels = {**LABELS, "password1": _("Password")}


class ChangePassword(Plain, account.ChangePasswordForm):
    pass


class SetPassword(Plain, account.SetPasswordForm):
    pass


class ResetPassword(Plain, account.ResetPasswordForm):
    pass


class ResetPasswordKey(Plain, account.ResetPasswordKeyForm):
    pass


class Reauthenticate(Plain, account.ReauthenticateForm):
    pass


class ChangeEmail(Plain, account.ChangeEmailForm):
    pass


class ConfirmEmail(MailedCode, account.ConfirmEmailVerificationCodeForm):
    pass


class ConfirmPasswordReset(MailedCode, account.ConfirmPasswordResetCodeForm):
    pass


class SecondStep(Plain, second_step.AuthenticateForm):
    labels = {"code": _("Code from my app, or a spare code")}


class SecondStepAgain(Plain, second_step.ReauthenticateForm):
    labels = {"code": _("Code from my app, or a spare code")}


class ActivateCodeApp(Plain, totp.ActivateTOTPForm):
    labels = {"code": _("Code from the app")}
