"""What the first steps ask, and what a code needs."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.codes import group_code, read_code
from consent.links.invitations import CODE_LENGTH
from consent.participants.forms import OLDEST, country_choices
from consent.welcome.questions import ANSWERS, QUESTIONS

ME: Final = "me"
CHILD: Final = "child"
HELPED: Final = "helped"


def languages() -> list[tuple[str, str]]:
    """List the languages, each in its own name."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]


class YearField(forms.IntegerField):
    """A year of birth that somebody alive can have."""

    def clean(self, value: Any) -> int | None:
        year: int | None = super().clean(value)
        if year is not None and not 0 <= timezone.now().year - year <= OLDEST:
            raise forms.ValidationError(_("Check the year."))
        return year


class ReachForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Your language"),
        choices=languages,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pick a language.")},
    )


class WhoForm(forms.Form):
    who = forms.ChoiceField(
        label=_("Who do you choose for?"),
        choices=[
            (ME, _("Me")),
            (CHILD, _("My child")),
            (HELPED, _("Someone I help")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who you choose for.")},
    )


class ChildForm(forms.Form):
    called = forms.CharField(
        label=_("What we call your child"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("A first name is enough."),
        error_messages={"required": _("Type a name.")},
    )
    country = forms.ChoiceField(
        label=_("The country your child lives in"),
        choices=country_choices,
        error_messages={"required": _("Pick a country.")},
    )
    birth_year = YearField(
        label=_("The year your child was born"),
        widget=forms.NumberInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Type the year.")},
    )


class QuestionsForm(forms.Form):
    """The check questions; an empty answer is an answer too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            self.fields[question.name] = forms.ChoiceField(
                label=question.text,  # type: ignore[arg-type]
                choices=ANSWERS,
                required=False,
                widget=forms.RadioSelect,
            )


class CodeForm(forms.Form):
    """A code of a place, and the year of birth of whom it is for."""

    code = forms.CharField(
        label=_("The code"),
        max_length=80,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "data-from-fragment": True,
            }
        ),
        help_text=_("Sixteen letters and digits. Dashes and small letters are fine."),
        error_messages={"required": _("Type the code.")},
    )
    birth_year = YearField(
        label=_("Year of birth"),
        widget=forms.NumberInput(attrs={"autocomplete": "bday-year"}),
        help_text=_("Of the person the code is for."),
        error_messages={"required": _("Type the year.")},
    )

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"])
        if len(code) != CODE_LENGTH:
            raise forms.ValidationError(_("A code has sixteen signs. Check it."))
        return group_code(code)
