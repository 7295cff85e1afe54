"""What a steward says of a new code."""

from datetime import timedelta
from typing import Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.links.models import Invitation

OLDEST: Final = 120
MOST_DAYS: Final = 366


class InvitationForm(forms.ModelForm[Invitation]):
    """The place, whom the code is for, and how long it works."""

    days = forms.IntegerField(
        label=_("Works for how many days"), min_value=1, max_value=MOST_DAYS, initial=90
    )

    class Meta:
        model = Invitation
        fields = ("platform", "birth_year", "legal_effect", "has_prior_consent")

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        if year and not 0 <= timezone.now().year - year <= OLDEST:
            raise forms.ValidationError(_("Check the year."))
        return year

    def save(self, commit: bool = True) -> Invitation:  # noqa: FBT001, FBT002
        days = timedelta(days=self.cleaned_data["days"])
        self.instance.expires_at = timezone.now() + days
        return super().save(commit)
