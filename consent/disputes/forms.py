"""Reading a message about a use, and its answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.disputes.models import Dispute

LONGEST_TEXT = 2_000
LONGEST_REACH = 200


class DisputeForm(forms.Form):
    """What looks wrong; only the reason is asked for, and nothing is picked."""

    reason = forms.ChoiceField(
        label=_("What looks wrong?"),
        choices=Dispute.Reason.choices,
        error_messages={
            "required": _("Pick what looks wrong."),
            "invalid_choice": _("Pick what looks wrong."),
        },
    )
    text = forms.CharField(
        label=_("Tell us more"),
        required=False,
        max_length=LONGEST_TEXT,
        error_messages={"max_length": _("Write less than 2,000 signs.")},
    )
    reach = forms.CharField(
        label=_("How can we reach you?"),
        required=False,
        max_length=LONGEST_REACH,
        error_messages={"max_length": _("Write less than 200 signs.")},
    )

    @property
    def faults(self) -> list[dict[str, str]]:
        return [
            {"target": name, "text": str(text)}
            for name, texts in self.errors.items()
            for text in texts
        ]


class AnswerForm(forms.Form):
    """An answer for the person, and a reason for the log."""

    text = forms.CharField(
        label=_("Answer"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 8, "maxlength": LONGEST_TEXT}),
        help_text=_("The person reads this. Use short, plain sentences."),
    )
    why = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REACH,
        widget=forms.Textarea({"rows": 2, "maxlength": LONGEST_REACH}),
        help_text=_("For our log: what you found. No names and no health words."),
    )
