"""A whole set of choices in words, as proofs and files show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from consent.diseases.queries import labels_of
from consent.organizations.queries import names_of
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.countries import COUNTRIES
from consent.vocabulary.duties import ALWAYS_LIMITS, CONTACTS, DUTY, LIMIT
from consent.vocabulary.groups import GROUPS
from consent.vocabulary.kinds import DETAIL, KINDS
from consent.vocabulary.levels import LEVEL, level_of
from consent.vocabulary.terms import ALWAYS_DUTIES, Contact, Duty, Kind, Limit, Way
from consent.vocabulary.topics import FLAGS, TOPICS
from consent.vocabulary.ways import OUTSIDE_LABEL, PLACE_RULE, WAYS

ANSWERS: Final = {
    Answer.YES: gettext_noop("Yes"),
    Answer.ASK: gettext_noop("Ask me"),
    Answer.NO: gettext_noop("No"),
}
Fact = tuple[str, str]


@dataclass(frozen=True)
class Section:
    """Some facts under one title."""

    title: str
    facts: list[Fact]


@dataclass(frozen=True)
class ChoicesInWords:
    """Choices to read: the grid of who and what, and the rest in sections.

    `conditions` are health facts: for the person's own eyes and files only.
    """

    level: str
    sentence: str
    kinds: list[str]
    rows: list[tuple[str, list[str]]]
    sections: list[Section]
    conditions: list[str]


def in_words(choices: Choices) -> ChoicesInWords:
    """Put choices into words of the language in use; the same for page and PDF."""
    row = LEVEL[level_of(choices)]
    sections = [
        Section(_("Some data apart"), _details(choices)),
        Section(_("Why"), _purposes(choices)),
        Section(_("How and where"), _ways(choices)),
        Section(_("What I ask for"), _promises(choices)),
    ]
    codes = sorted(choices.conditions)
    names = labels_of(codes) if codes else {}
    return ChoicesInWords(
        level=_(row.title),
        sentence=_(row.sentence),
        kinds=[_(kind.label) for kind in KINDS],
        rows=_grid(choices),
        sections=[section for section in sections if section.facts],
        conditions=[names.get(code, code) for code in codes],
    )


def answer(value: Answer | None) -> str:
    return _("Not answered") if value is None else _(ANSWERS[value])


def _grid(choices: Choices) -> list[tuple[str, list[str]]]:
    rows = [
        (
            _(group.label),
            [answer(choices.cells.get((group.code, kind))) for kind in Kind],
        )
        for group in GROUPS
    ]
    names = names_of(choices.organizations)
    for code, row in sorted(choices.organizations.items()):
        rows.append((names.get(code, code), [answer(row.get(kind)) for kind in Kind]))
    return rows


def _details(choices: Choices) -> list[Fact]:
    return [
        (_(DETAIL[detail].label), answer(value))
        for detail, value in sorted(choices.details.items())
        if value is not Answer.YES
    ]


def _purposes(choices: Choices) -> list[Fact]:
    answers: dict[str, Answer] = {
        str(code): one for code, one in choices.topics.items()
    }
    answers |= {str(code): one for code, one in choices.flags.items()}
    return [
        (_(row.label), answer(answers.get(str(row.code)))) for row in (*TOPICS, *FLAGS)
    ]


def _ways(choices: Choices) -> list[Fact]:
    facts = [(_(row.label), answer(choices.ways.get(Way(row.code)))) for row in WAYS]
    if choices.where is not None:
        facts.append((_("Countries"), _(PLACE_RULE[choices.where].label)))
    if choices.own_places:
        facts.append((_("Countries I picked"), _countries(choices.own_places)))
    if choices.listed:
        facts.append((_("List of countries, of this day"), choices.listed))
    if choices.outside is not None:
        facts.append((_(OUTSIDE_LABEL), answer(choices.outside)))
    return facts


def _promises(choices: Choices) -> list[Fact]:
    always, yes = _("Always"), _("Yes")
    facts = [(_(LIMIT[Limit.ETHICS].label), yes)] if choices.ethics else []
    if choices.months is not None:
        facts.append((_("For so many months at most"), str(choices.months)))
    facts += [(_(DUTY[duty].label), yes) for duty in sorted(choices.duties)]
    facts += [(_(limit.label), always) for limit in ALWAYS_LIMITS]
    facts += [(_(DUTY[duty].label), always) for duty in Duty if duty in ALWAYS_DUTIES]
    if choices.until is not None:
        facts.append((_("Until this day"), date_format(localtime(choices.until), DAY)))
    for row in CONTACTS:
        value = choices.contact.get(Contact(row.code))
        facts.append((_(row.label), answer(value)))
    return facts


def _countries(codes: Iterable[str]) -> str:
    return ", ".join(sorted(_(COUNTRIES.get(code, code)) for code in codes))


DAY: Final = "j F Y"
