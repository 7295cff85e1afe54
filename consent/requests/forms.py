"""Reading the answer to a request."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.requests.models import Asking

TALK: Final = "talk"
LONGEST_REACH: Final = 200


class AnswerForm(forms.Form):
    """One question with two answers and one way out, and nothing picked."""

    answer = forms.ChoiceField(
        choices=[*Asking.Answer.choices, (TALK, _("I want to talk to someone first"))],
        error_messages={
            "required": _("Pick an answer."),
            "invalid_choice": _("Pick an answer."),
        },
    )


class ReachForm(forms.Form):
    """How to reach somebody who wants to talk first."""

    reach = forms.CharField(
        max_length=LONGEST_REACH,
        error_messages={
            "required": _("Tell us how to reach you."),
            "max_length": _("Write less than 200 signs."),
        },
    )


def faults_of(form: forms.Form) -> list[dict[str, str]]:
    """List what is wrong, each with the name of its field."""
    return [
        {"target": name, "text": str(text)}
        for name, texts in form.errors.items()
        for text in texts
    ]
