"""Three questions that nobody can fail: each answer leads to the same short lesson."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Question:
    """One question, its right answer, and what is so."""

    name: str
    text: object
    right: str
    lesson: object


ANSWERS: Final = (
    ("yes", _("Yes")),
    ("no", _("No")),
    ("unsure", _("I am not sure")),
)
QUESTIONS: Final = (
    Question(
        "mind",
        _("Can you change your mind later?"),
        "yes",
        _(
            "You can change your choices at any time. "
            "What was done before then stays done."
        ),
    ),
    Question(
        "study",
        _("You share with no one. Does the study you joined stop?"),
        "no",
        _("The study you joined goes on. Leaving the study is a different step."),
    ),
    Question(
        "care",
        _("You say no. Does your care change?"),
        "no",
        _("Your care does not change, whatever you choose here."),
    ),
)
