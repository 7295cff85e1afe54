"""What we ask of somebody who joins."""

from unicodedata import normalize

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consent.participants import services
from consent.participants.models import Account
from consent.vocabulary.countries import COUNTRIES

OLDEST = 120


def country_choices() -> list[tuple[str, str]]:
    """List countries by name, after an empty first line: nothing is picked for anyone."""
    return [("", gettext("Pick a country")), *countries_by_name()]


def countries_by_name() -> list[tuple[str, str]]:
    """List code and name in the reader's language, an accent as its plain letter."""
    named = [(code, gettext(name)) for code, name in COUNTRIES.items()]
    return sorted(named, key=lambda country: normalize("NFKD", country[1]))


class SignUpForm(forms.Form):
    """The part of sign-up that is ours; allauth adds e-mail and password."""

    called = forms.CharField(
        label=_("What we call you"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        help_text=_("Your first name, or any name you like."),
    )
    country = forms.ChoiceField(
        label=_("The country you live in"),
        choices=country_choices,
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    birth_year = forms.IntegerField(
        label=_("The year you were born"),
        required=False,
        min_value=1900,
        widget=forms.NumberInput(attrs={"autocomplete": "bday-year"}),
        help_text=_("You can leave this empty."),
    )
    field_order = ["called", "email", "password1", "country", "birth_year"]

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        if year and not 0 <= timezone.now().year - year <= OLDEST:
            raise forms.ValidationError(_("Check the year."))
        return year

    def signup(self, _request: HttpRequest, account: Account) -> None:
        """Make the new account a participant; allauth calls this once it is saved."""
        answers = self.cleaned_data
        account.called = answers["called"]
        account.save(update_fields=["called"])
        services.enrol(
            called=answers["called"],
            country=answers["country"],
            birth_year=answers["birth_year"],
            by=account,
        )
