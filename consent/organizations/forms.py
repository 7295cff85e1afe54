"""What a steward says about institutions; a code that nobody knows is no answer."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import gettext, gettext_lazy

from consent.organizations.models import Organization, Platform
from consent.participants.forms import country_choices
from consent.vocabulary.kinds import DETAIL
from consent.vocabulary.terms import Basis


def detail_choices() -> list[tuple[str, str]]:
    return [(str(code), gettext(row.label)) for code, row in DETAIL.items()]


def basis_choices() -> list[tuple[str, str]]:
    return [(str(basis), str(basis)) for basis in Basis if basis is not Basis.CHOICE]


class Ticks(forms.MultipleChoiceField):
    """Several codes of a known list, one tick each."""

    widget = forms.CheckboxSelectMultiple

    def has_changed(self, initial: Any, data: Any) -> bool:
        return set(initial or []) != set(data or [])


class OrganizationForm(forms.ModelForm[Organization]):
    country = forms.ChoiceField(choices=country_choices)
    ror = forms.URLField(
        label=gettext_lazy("ROR id"),
        required=False,
        assume_scheme="https",
        empty_value=None,
        help_text="https://ror.org/…",
    )

    class Meta:
        model = Organization
        fields = (
            "code",
            "name",
            "about",
            "kind",
            "ror",
            "country",
            "privacy_contact",
            "is_pledged",
            "is_suspended",
        )


class PlatformForm(forms.ModelForm[Platform]):
    """An unknown detail or basis here would break the saves of everybody linked."""

    country = forms.ChoiceField(
        choices=country_choices, help_text=gettext_lazy("Where the data lie.")
    )
    endpoint_url = forms.URLField(
        label=gettext_lazy("Address that takes pushes"),
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("It starts with https, and sends on to nowhere else."),
    )
    details_apart = Ticks(
        choices=detail_choices,
        required=False,
        label=gettext_lazy("Details it can keep apart"),
    )
    bases = Ticks(
        choices=basis_choices,
        required=False,
        label=gettext_lazy("Bases other than choice it may rely on"),
    )

    class Meta:
        model = Platform
        fields = (
            "organization",
            "code",
            "name",
            "holds",
            "country",
            "endpoint_url",
            "details_apart",
            "bases",
            "stop_days",
            "technical_contact",
            "batch_size",
            "widenings_per_minute",
            "state",
        )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # The watch may change the state while the form is open: only what a steward
        # picked, compared with what they saw, is theirs.
        self.fields["state"].show_hidden_initial = True

    def clean_endpoint_url(self) -> str:
        """Refuse what the postman would refuse; it looks at the address again."""
        url: str = self.cleaned_data["endpoint_url"]
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if url and parts.scheme != "https" and origin not in settings.OUTBOUND_ALLOWED:
            raise forms.ValidationError(gettext("It must start with https://."))
        return url
