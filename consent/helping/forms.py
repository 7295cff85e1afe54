"""What is asked of a person who adds a helper, and of the helper."""

from datetime import datetime, timedelta
from typing import Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.codes import group_code, read_code
from consent.helping.services import CODE_LENGTH
from consent.participants.models import Authority

DAYS: Final = {"month": 31, "year": 366}


class HelperForm(forms.Form):
    """What the helper may do, and for how long; nothing is picked."""

    kind = forms.ChoiceField(
        label=_("What may they do?"),
        choices=[
            (Authority.Kind.HELPER_VIEW, _("Look only")),
            (Authority.Kind.HELPER_CHOOSE, _("Look, and choose for you")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what they may do.")},
    )
    until = forms.ChoiceField(
        label=_("For how long?"),
        choices=[
            ("month", _("One month")),
            ("year", _("One year")),
            ("open", _("Until you or they end it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say for how long.")},
    )

    def picked_kind(self) -> Authority.Kind:
        return Authority.Kind(self.cleaned_data["kind"])

    def helps_until(self) -> datetime | None:
        days = DAYS.get(self.cleaned_data["until"])
        return timezone.now() + timedelta(days=days) if days else None


class HelperCodeForm(forms.Form):
    """The code that the person gave the helper."""

    code = forms.CharField(
        label=_("The helper code"),
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        help_text=_("Twelve letters and digits. Dashes and small letters are fine."),
        error_messages={"required": _("Type the code.")},
    )

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"])
        if len(code) != CODE_LENGTH:
            raise forms.ValidationError(_("A helper code has twelve signs."))
        return group_code(code)
