"""Changes from one set of choices to another, in the words of the pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consent.decisions.narrowing import Difference, differences
from consent.diseases.queries import labels_of
from consent.organizations.models import Organization
from consent.vocabulary.answers import ANSWER_CODES
from consent.vocabulary.choices import Choices
from consent.vocabulary.countries import COUNTRIES
from consent.vocabulary.duties import CONTACTS, DUTY
from consent.vocabulary.groups import GROUP
from consent.vocabulary.kinds import DETAIL, KIND
from consent.vocabulary.levels import LEVEL, level_of
from consent.vocabulary.terms import Detail, Duty, Group, Kind, PlaceRule
from consent.vocabulary.topics import PURPOSE
from consent.vocabulary.ways import OUTSIDE_LABEL, PLACE_RULE, WAY


@dataclass(frozen=True)
class Change:
    """One line of a table of changes; `old` and `new` are answer codes or words."""

    label: str
    old: str
    new: str


CONTACT_LABELS: Final = {row.code: row.label for row in CONTACTS}
PURPOSE_LABELS: Final = {str(code): row.label for code, row in PURPOSE.items()}
WAY_LABELS: Final = {str(code): row.label for code, row in WAY.items()}
NAMES = Mapping[str, str]
DAY: Final = "j F Y"


def level_change(old: Choices | None, new: Choices) -> Change | None:
    """Sum up a change of level in one line; None if the level stays."""
    before = _(LEVEL[level_of(old)].title) if old else _("Not chosen yet")
    after = _(LEVEL[level_of(new)].title)
    if before == after:
        return None
    return Change(_("How much I share"), before, after)


def changes_between(old: Choices | None, new: Choices | None) -> list[Change]:
    """List what differs; a group whose cells all changed alike is one line."""
    found = [
        line
        for line in differences(old, new)
        if line.part != "home_country" or line.old is not None
    ]
    names = _names(found)
    changes: list[Change] = []
    for part, run in groupby(found, key=lambda difference: difference.part):
        lines = list(run)
        if part == "cell":
            changes += _cells(lines)
        else:
            changes += [
                Change(LABELS[part](line.key, names), *_values(line)) for line in lines
            ]
    return changes


def _cells(lines: Sequence[Difference]) -> list[Change]:
    changes = []
    for group, run in groupby(lines, key=lambda line: line.key.split(".")[0]):
        row = list(run)
        label = _(GROUP[Group(group)].label)
        moves = {(line.old, line.new) for line in row}
        if len(row) == len(Kind) and len(moves) == 1:
            what = _("%(group)s: all my data") % {"group": label}
            changes.append(Change(what, *_values(row[0])))
            continue
        for line in row:
            kind = _(KIND[Kind(line.key.split(".")[1])].label)
            changes.append(Change(f"{label}: {kind}", *_values(line)))
    return changes


def _names(found: Sequence[Difference]) -> dict[str, str]:
    """Look up what only the database can name: diseases and organizations."""
    conditions = [line.key for line in found if line.part == "condition"]
    codes = {line.key.split(".")[0] for line in found if line.part == "organization"}
    names = labels_of(conditions) if conditions else {}
    if codes:
        rows = Organization.objects.filter(code__in=codes)
        names |= dict(rows.values_list("code", "name"))
    return names


def _values(line: Difference) -> tuple[str, str]:
    return _value(line.part, line.old), _value(line.part, line.new)


def _value(part: str, value: str | None) -> str:
    """Keep answers as codes, for the page to draw; put the rest into words."""
    if value is None:
        return ""
    if part == "where":
        return _(PLACE_RULE[PlaceRule(value)].label)
    if part in {"own_places", "home_country"}:
        codes = value.replace(",", " ").split()
        return ", ".join(sorted(_(COUNTRIES.get(code, code)) for code in codes))
    if part in {"until", "listed"}:
        moment = parse_datetime(value)
        return date_format(moment, DAY) if moment else value
    if part == "detail" and value == "yes":
        return _("Same as the rest")
    return value if value in ANSWER_CODES else str(value)


def _organization(key: str, names: NAMES) -> str:
    code, _dot, kind = key.partition(".")
    name = names.get(code, code)
    return f"{name}: {_(KIND[Kind(kind)].label)}" if kind else name


LABELS: Final[Mapping[str, Callable[[str, NAMES], str]]] = {
    "detail": lambda key, _names: _(DETAIL[Detail(key)].label),
    "topic": lambda key, _names: _(PURPOSE_LABELS[key]),
    "flag": lambda key, _names: _(PURPOSE_LABELS[key]),
    "way": lambda key, _names: _(WAY_LABELS[key]),
    "where": lambda _key, _names: _("Countries"),
    "own_places": lambda _key, _names: _("Countries I picked"),
    "outside": lambda _key, _names: _(OUTSIDE_LABEL),
    "home_country": lambda _key, _names: _("The country you live in"),
    "listed": lambda _key, _names: _("List of countries, of this day"),
    "ethics": lambda _key, _names: _("An ethics board agreed"),
    "months": lambda _key, _names: _("For so many months at most"),
    "duty": lambda key, _names: _(DUTY[Duty(key)].label),
    "organization": _organization,
    "condition": lambda key, names: (
        _("My condition: %(name)s") % {"name": names.get(key, key)}
    ),
    "until": lambda _key, _names: _("Until this day"),
    "contact": lambda key, _names: _(CONTACT_LABELS[key]),
}
