"""What a person may set, and the code that proves who they are."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.dates import MONTHS
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from consent.notifications.models import Letter, LetterChoice
from consent.notifications.wishes import OPTIONS, wish_for
from consent.participants.models import Account
from consent.participants.zones import zone_names, zone_of, zone_of_country
from consent.profile import services
from consent.profile.plain_forms import CODE_FIELD

LETTER_LABELS = {
    Letter.Kind.REQUEST: _("Someone asks for my answer"),
    Letter.Kind.IN_FORCE: _("All places have confirmed my change"),
    Letter.Kind.LATE: _("A place has not confirmed yet"),
    Letter.Kind.DISPUTE_ANSWERED: _("Answers to my questions"),
    Letter.Kind.USED: _("My data was used"),
    Letter.Kind.YEARLY: _("The yearly check"),
}


def language_choices() -> list[tuple[str, str]]:
    """List languages, each by its own name, as people look for it."""
    return [
        (code, get_language_info(code)["name_local"]) for code, _ in settings.LANGUAGES
    ]


def month_choices() -> list[tuple[str, str]]:
    by_itself = ("", gettext("The month of my last choice"))
    return [by_itself, *((str(number), str(name)) for number, name in MONTHS.items())]


def zone_choices() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in zone_names()]


class SettingsForm(forms.Form):
    """Everything on the settings page; one button saves it all."""

    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        help_text=_("Pick the city that has the same time as you."),
    )
    has_large_text = forms.BooleanField(label=_("Larger text"), required=False)
    yearly_month = forms.TypedChoiceField(
        label=_("When to ask if my choices are still right"),
        choices=month_choices,
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        self.account = account
        kwargs.setdefault("initial", self._now())
        super().__init__(*args, **kwargs)
        for kind, options in OPTIONS.items():
            self.fields[f"letter_{kind}"] = forms.ChoiceField(
                label=LETTER_LABELS[kind],
                choices=[(how, how.label) for how in options],
            )

    @property
    def about_me(self) -> list[forms.BoundField]:
        return [self[name] for name in ("language", "time_zone", "has_large_text")]

    @property
    def about_letters(self) -> list[forms.BoundField]:
        return [*(self[f"letter_{kind}"] for kind in OPTIONS), self["yearly_month"]]

    def save(self) -> None:
        """Keep an unchanged zone of the country unsaid, so that it may follow a move."""
        given = self.cleaned_data
        zone = given["time_zone"]
        if not self.account.time_zone and zone == zone_of_country(self.account):
            zone = ""
        value = services.Settings(
            language=given["language"],
            time_zone=zone,
            has_large_text=given["has_large_text"],
            yearly_month=given["yearly_month"],
            letters={
                kind: LetterChoice.How(given[f"letter_{kind}"]) for kind in OPTIONS
            },
        )
        services.change_settings(value=value, by=self.account)

    def _now(self) -> dict[str, Any]:
        picked = dict(self.account.letter_choices.values_list("kind", "how"))
        return {
            "language": self.account.language or settings.LANGUAGE_CODE,
            "time_zone": zone_of(self.account),
            "has_large_text": self.account.has_large_text,
            "yearly_month": self.account.yearly_month or "",
            **{f"letter_{kind}": wish_for(kind, picked) for kind in OPTIONS},
        }


class CodeForm(forms.Form):
    """The six digits of a mail that proves who it is."""

    code = forms.CharField(
        label=_("Code from the mail"),
        help_text=_("Six digits."),
        max_length=20,
        widget=forms.TextInput(attrs=CODE_FIELD),
    )
