"""What somebody who checks a proof gives: its number, or its file."""

import uuid
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent.receipts import numbers, sealing

LONGEST_NUMBER = 80
LARGEST_FILE = 200_000


class CheckForm(forms.Form):
    """A number or a file; `known_as` is the number that either of them names."""

    number = forms.CharField(
        label=gettext_lazy("Number of the proof"),
        required=False,
        max_length=LONGEST_NUMBER,
    )
    file = forms.FileField(
        label=gettext_lazy("Or the file (JSON)"), required=False, allow_empty_file=True
    )
    known_as: uuid.UUID | None = None
    receipt: dict[str, Any] | None = None

    def clean_file(self) -> "UploadedFile[bytes] | None":
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(_("This file is too big to be a proof."))
        return file

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        if cleaned.get("file"):
            self._read_file(cleaned["file"])
        elif cleaned.get("number"):
            self.known_as = numbers.read(cleaned["number"])
        else:
            self.add_error("number", _("Type the number, or pick the file."))
        return cleaned

    def _read_file(self, file: "UploadedFile[bytes]") -> None:
        self.receipt = sealing.parsed(file.read())
        if self.receipt is None:
            self.add_error("file", _("This file is not a proof from us."))
            return
        try:
            self.known_as = uuid.UUID(str(self.receipt.get("dpv:hasIdentifier")))
        except ValueError:
            self.known_as = None
