"""Reading the answer to a request."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.requests.models import Asking


class AnswerForm(forms.Form):
    """One question with two answers, and nothing picked."""

    answer = forms.ChoiceField(
        choices=Asking.Answer.choices,
        error_messages={
            "required": _("Pick yes or no."),
            "invalid_choice": _("Pick yes or no."),
        },
    )
