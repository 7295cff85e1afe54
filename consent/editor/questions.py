"""The questions of the editor, as its template needs them."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consent.editor import fields
from consent.editor.fields import Answers
from consent.editor.parts import (
    MIXED,
    PLAIN,
    SAME,
    WORDS,
    YES_OR_NO,
    Field,
    Row,
    Surroundings,
    Tick,
)
from consent.participants.forms import countries_by_name
from consent.preferences import meaning
from consent.vocabulary.countries import COUNTRIES
from consent.vocabulary.duties import ALWAYS_LIMITS, CONTACTS, DUTY, LIMIT
from consent.vocabulary.groups import GROUPS
from consent.vocabulary.kinds import DETAILS, KINDS
from consent.vocabulary.levels import COLUMNS, LEVEL
from consent.vocabulary.places import newest_list
from consent.vocabulary.terms import (
    ALWAYS_DUTIES,
    CHOSEN_DUTIES,
    Contact,
    Duty,
    Flag,
    Kind,
    Limit,
    PlaceRule,
    Topic,
    kind_of,
)
from consent.vocabulary.topics import FLAGS, TOPICS
from consent.vocabulary.ways import OUTSIDE_LABEL, PLACE_RULES, WAYS


class Editor:
    """The choices editor: every question with its answer, if there is one yet."""

    def __init__(
        self,
        answers: Answers,
        *,
        errors: Mapping[str, str],
        around: Surroundings,
        replacing: int | None,
    ) -> None:
        self.answers = answers
        self.errors = [{"target": name, "text": text} for name, text in errors.items()]
        self.error_of = errors
        self.around = around
        self.action_url = reverse("editor:edit")
        self.replacing = "" if replacing is None else replacing
        self.first_time = replacing is None

    @property
    def level(self) -> Field:
        return self._field("level", _("How much do you want to share?"))

    @property
    def levels(self) -> list[dict[str, object]]:
        return [
            {
                "code": code.value,
                "label": _(LEVEL[code].title),
                "line": _(LEVEL[code].sentence),
                "cells": meaning.level_cells(code),
            }
            for code in COLUMNS
        ]

    @property
    def groups(self) -> list[Row]:
        return [self._row(row.code, _(row.label), _(row.line)) for row in GROUPS]

    @property
    def named(self) -> list[Row]:
        """Organizations with an answer of their own."""
        return [
            self._row(fields.named_row(row.code), row.name, row.get_kind_display())
            for row in self.around.named
        ]

    def _row(self, code: str, label: str, line: str) -> Row:
        return Row(
            code=code,
            label=label,
            line=line,
            answer=self._field(fields.whole_row(code), label, values=MIXED),
            cells=[
                self._field(fields.cell(code, kind.code), _(kind.label))
                for kind in KINDS
            ],
        )

    @property
    def naming(self) -> dict[str, object]:
        """The search for an organization to answer for."""
        return {
            "query": self.answers.get("organization_query", ""),
            "found": [
                row for row in self.around.nameable if row not in self.around.named
            ],
            "searched": self.around.has_searched_names,
        }

    @property
    def details(self) -> list[dict[str, object]]:
        return [
            {"label": _(kind.label), "fields": found}
            for kind in KINDS
            if (found := self._details(kind.code))
        ]

    def _details(self, kind: Kind) -> list[Field]:
        return [
            self._field(fields.detail(row.code), _(row.label), yes=SAME)
            for row in DETAILS
            if kind_of(row.code) is kind
        ]

    @property
    def topics(self) -> list[Field]:
        return [
            self._field(fields.topic(Topic(row.code)), _(row.label), _(row.line))
            for row in TOPICS
        ]

    @property
    def flags(self) -> list[Field]:
        return [
            self._field(fields.flag(Flag(row.code)), _(row.label), _(row.line))
            for row in FLAGS
        ]

    @property
    def ways(self) -> list[Field]:
        return [
            self._field(fields.way(row.code), _(row.label), _(row.line)) for row in WAYS
        ]

    @property
    def where(self) -> Field:
        return self._field("where", _("Where may they use it?"))

    @property
    def where_options(self) -> list[dict[str, str]]:
        lines = {PlaceRule.LIST: list_line(), PlaceRule.MINE: self._mine_line()}
        return [
            {
                "value": row.code.value,
                "label": _(row.label),
                "line": lines.get(row.code, _(row.line)),
            }
            for row in PLACE_RULES
        ]

    def _mine_line(self) -> str:
        country = _(COUNTRIES.get(self.around.country, self.around.country))
        return _("Only %(country)s.") % {"country": country}

    @property
    def shows_countries(self) -> bool:
        """The long list comes only to who asks for it."""
        return self.where.value == PlaceRule.OWN.value

    @property
    def countries(self) -> list[tuple[str, str]]:
        return countries_by_name()

    @property
    def own_places(self) -> list[str]:
        return self.answers.getlist("own_places")

    @property
    def outside(self) -> Field:
        return self._field("outside", _(OUTSIDE_LABEL))

    @property
    def ethics(self) -> Tick:
        label = _(LIMIT[Limit.ETHICS].label)
        is_on = bool(self.answers.get("ethics"))
        return Tick("ethics", "on", label, checked=is_on)

    @property
    def months(self) -> Field:
        return self._field("months", _(LIMIT[Limit.MONTHS].label))

    @property
    def until(self) -> Field:
        return self._field("until", _("My choices end on this day"))

    @property
    def duties(self) -> list[Tick]:
        ticked = self.answers.getlist("duties")
        return [
            Tick("duties", duty.value, _(DUTY[duty].label), checked=duty in ticked)
            for duty in Duty
            if duty in CHOSEN_DUTIES
        ]

    @property
    def always(self) -> list[str]:
        return [
            *(_(row.label) for row in ALWAYS_LIMITS),
            *(_(DUTY[duty].label) for duty in Duty if duty in ALWAYS_DUTIES),
        ]

    @property
    def contact(self) -> list[Field]:
        return [
            self._field(
                fields.contact(Contact(row.code)), _(row.label), values=YES_OR_NO
            )
            for row in CONTACTS
        ]

    @property
    def conditions(self) -> dict[str, object]:
        chosen = self.answers.getlist("conditions")
        names = self.around.condition_names
        told = self.answers.getlist("condition_places")
        return {
            "chosen": [
                Tick("conditions", code, names.get(code, code), checked=True)
                for code in chosen
            ],
            "query": self.answers.get("condition_query", ""),
            "found": [
                Tick("conditions", code, name)
                for code, name in self.around.found.items()
                if code not in chosen
            ],
            "searched": self.around.has_searched,
            "places": [
                Tick("condition_places", code, name, checked=code in told)
                for code, name in self.around.places.items()
            ],
            "error": self.error_of.get("conditions", ""),
        }

    def _field(
        self,
        name: str,
        label: str,
        line: str = "",
        *,
        values: tuple[str, ...] = PLAIN,
        yes: str = WORDS["yes"],
    ) -> Field:
        value, error = self.answers.get(name, ""), self.error_of.get(name, "")
        return Field(name, label, line, value, error, values, yes)


def list_line() -> str:
    """Name the list of countries with its day and source."""
    newest = newest_list()
    day = date_format(newest.since, "j F Y")
    facts = {"source": _(newest.source), "day": day}
    return _("%(source)s. List of %(day)s.") % facts
