"""What we ask of somebody who wants to be called."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

NUMBER = re.compile(r"\+?[0-9()/ .-]{5,24}")
FEWEST_DIGITS = 5


class CallForm(forms.Form):
    """A name and a number; the rest we ask on the phone."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Tell us your name.")},
    )
    phone = forms.CharField(
        label=_("Your phone number"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        help_text=_("With the code of your country, such as +358."),
        error_messages={"required": _("Tell us your phone number.")},
    )
    when = forms.ChoiceField(
        label=_("When should we call?"),
        choices=[
            ("any", _("At any time")),
            ("morning", _("In the morning")),
            ("afternoon", _("In the afternoon")),
        ],
    )

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        digits = sum(sign.isdecimal() for sign in phone)
        if not NUMBER.fullmatch(phone) or digits < FEWEST_DIGITS:
            raise forms.ValidationError(_("Check the phone number."))
        return phone
