"""What a person picks when they ask for their data."""

from django import forms
from django.utils.translation import gettext_lazy

from consent.data_files.models import DataFile


class AskForm(forms.Form):
    """One of the formats; the table comes first, since most programs open it."""

    format = forms.ChoiceField(
        label=gettext_lazy("Which kind of file?"),
        choices=DataFile.Format.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Pick a kind of file."),
            "invalid_choice": gettext_lazy("Pick a kind of file."),
        },
    )
