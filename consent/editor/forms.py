"""Reading the choices editor."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Final, TypeVar

from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from consent.editor import fields
from consent.editor.fields import MIX, Answers
from consent.vocabulary.answers import ANSWER_CODES, Answer
from consent.vocabulary.choices import Choices, InvalidChoices
from consent.vocabulary.groups import GROUP
from consent.vocabulary.kinds import KIND
from consent.vocabulary.levels import Level, choices_of
from consent.vocabulary.places import newest_list
from consent.vocabulary.terms import (
    CHOSEN_DUTIES,
    Contact,
    Detail,
    Flag,
    Group,
    Kind,
    PlaceRule,
    Topic,
    Way,
)
from consent.vocabulary.topics import PURPOSE
from consent.vocabulary.validity import MESSAGES, check
from consent.vocabulary.ways import OUTSIDE_LABEL, WAY

LAST_MOMENT: Final = time(23, 59, 59, tzinfo=UTC)
LONGEST_NUMBER: Final = 4
Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field, in words for the person."""

    target: str
    text: str


class ChoicesForm:
    """Turns what was posted into choices, or says what is missing.

    A level other than "my own mix" decides all rows, whatever they say; a group's
    answer other than "it depends" fills the group's cells. `names` are the organizations
    that may have a row of their own, by code.
    """

    def __init__(
        self,
        posted: Answers,
        *,
        country: str,
        saved: Choices | None,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self.posted = posted
        self.names = names or {}
        self.country = country
        self.saved = saved or Choices()
        self.faults: list[Fault] = []
        self.level = _one_of(Level, posted.get("level", ""))

    def read(self) -> Choices | None:
        """Give the choices, or None and the reasons in `faults`."""
        self.faults = []
        if self.level is None:
            self._miss("level", _("Pick how much you want to share."))
            return None
        is_own = self.level is Level.OWN
        choices = self._rows() if is_own else choices_of(self.level)
        choices = self._with_wishes(choices)
        if self.faults:
            return None
        try:
            return check(choices)
        except InvalidChoices as error:
            for name, code in error.errors.items():
                self._miss(fields.field_at_fault(name), _(MESSAGES[code]))
        return None

    def shown(self) -> Answers:
        """Give what the editor shows again: as posted, with the rows that a level fills."""
        if self.level is None or self.level is Level.OWN:
            return self.posted
        rows = dict(fields.answers_of(choices_of(self.level)).lists())
        wishes = {
            name: values
            for name, values in self.posted.lists()
            if name not in rows or name in fields.WISHES
        }
        return MultiValueDict({**rows, **wishes})

    def _rows(self) -> Choices:
        where = _one_of(PlaceRule, self.posted.get("where", ""))
        if where is None:
            self._miss("where", _("Pick the countries where your data may be used."))
        is_own = where is PlaceRule.OWN
        cells = {
            (group, kind): answer
            for group in Group
            for kind, answer in self._row(group, _(GROUP[group].label)).items()
        }
        return Choices(
            cells=cells,
            details=self._details(),
            topics=self._answers(Topic, fields.topic, lambda code: PURPOSE[code].label),
            flags=self._answers(Flag, fields.flag, lambda code: PURPOSE[code].label),
            ways=self._answers(Way, fields.way, lambda code: WAY[code].label),
            where=where,
            own_places=frozenset(self.posted.getlist("own_places") if is_own else ()),
            outside=self._outside(where),
            listed=newest_list().version if where is PlaceRule.LIST else None,
            ethics=bool(self.posted.get("ethics")),
        )

    def _row(self, row: str, label: str) -> dict[Kind, Answer]:
        name = fields.whole_row(row)
        whole = self.posted.get(name, "")
        if whole in ANSWER_CODES:
            return dict.fromkeys(Kind, Answer.from_code(whole))
        given = {kind: self._answer(fields.cell(row, kind)) for kind in Kind}
        found = {kind: answer for kind, answer in given.items() if answer is not None}
        if not found and whole != MIX:
            self._miss_answer(name, label)
            return found
        for kind in Kind:
            if kind not in found:
                what = f"{label}: {_(KIND[kind].label)}"
                self._miss_answer(fields.cell(row, kind), what)
        return found

    def _details(self) -> dict[Detail, Answer]:
        """Keep what is held back; "yes" is the same as the rest and needs no entry."""
        given = {code: self._answer(fields.detail(code)) for code in Detail}
        return {
            code: answer
            for code, answer in given.items()
            if answer is not None and answer is not Answer.YES
        }

    def _answers(
        self,
        terms: type[Code],
        name_of: Callable[[Code], str],
        label_of: Callable[[Code], str],
    ) -> dict[Code, Answer]:
        found = {}
        for code in terms:
            answer = self._answer(name_of(code))
            if answer is not None:
                found[code] = answer
            else:
                self._miss_answer(name_of(code), _(label_of(code)))
        return found

    def _outside(self, where: PlaceRule | None) -> Answer | None:
        if where in {None, PlaceRule.ANYWHERE}:
            return None
        answer = self._answer("outside")
        if answer is None:
            self._miss_answer("outside", _(OUTSIDE_LABEL))
        return answer

    def _with_wishes(self, choices: Choices) -> Choices:
        """Add what is read with every level."""
        told = {code: self._answer(fields.contact(code)) for code in Contact}
        duties = frozenset(self.posted.getlist("duties"))
        return replace(
            choices,
            home_country=self.country,
            conditions=frozenset(self.posted.getlist("conditions")),
            months=self._months(),
            duties=frozenset(duty for duty in CHOSEN_DUTIES if duty.value in duties),
            until=self._until(),
            contact={
                code: answer for code, answer in told.items() if answer is not None
            },
            organizations=self._organizations(),
        )

    def _months(self) -> int | None:
        text = self.posted.get("months", "").strip()
        if not text:
            return None
        if not text.isdecimal() or len(text) > LONGEST_NUMBER:
            self._miss("months", _(MESSAGES["out_of_range"]))
            return None
        return int(text)

    def _until(self) -> datetime | None:
        text = self.posted.get("until", "").strip()
        if not text:
            return None
        try:
            end = datetime.combine(date.fromisoformat(text), LAST_MOMENT)
        except ValueError:
            self._miss("until", _("Write the day like this: 2030-12-31."))
            return None
        if end <= timezone.now():
            self._miss("until", _("Pick a day that is still to come."))
        return end

    def _organizations(self) -> dict[str, dict[Kind, Answer]]:
        """Read the organizations with an answer of their own.

        A form that does not ask about them leaves them as they are.
        """
        if "named" not in self.posted:
            return {code: dict(row) for code, row in self.saved.organizations.items()}
        return {
            code: self._row(fields.named_row(code), self.names[code])
            for code in dict.fromkeys(self.posted.getlist("named"))
            if code in self.names
        }

    def _answer(self, name: str) -> Answer | None:
        code = self.posted.get(name, "")
        return Answer.from_code(code) if code in ANSWER_CODES else None

    def _miss(self, target: str, text: str) -> None:
        self.faults.append(Fault(target, text))

    def _miss_answer(self, target: str, what: str) -> None:
        self._miss(target, _("Answer for %(what)s.") % {"what": what})


def _one_of(terms: type[Code], text: str) -> Code | None:
    return next((term for term in terms if term.value == text), None)
