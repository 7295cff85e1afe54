"""The editor as a page: answers, what they mean, and the names that it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from consent.diseases.queries import labels_of, search
from consent.editor import fields
from consent.editor.consequences import Consequences, consequences_of
from consent.editor.fields import Answers
from consent.editor.forms import ChoicesForm, Fault
from consent.editor.parts import Surroundings
from consent.editor.queries import nameable, named
from consent.editor.questions import Editor
from consent.editor.script import script_data
from consent.links.models import Link
from consent.links.queries import open_links_of
from consent.organizations.models import Organization
from consent.participants.models import Participant
from consent.preferences import queries, remarks, saving
from consent.preferences.changes import changes_between, level_change
from consent.preferences.meaning import Meaning, meaning_of
from consent.preferences.saving import Draft
from consent.vocabulary.choices import Choices
from consent.vocabulary.levels import Level
from consent.vocabulary.terms import Detail, Group, PlaceRule

FEWEST_LETTERS: Final = 2
COMPANIES: Final = (Group.COMPANY, Group.OTHER_COMPANY)
# What the buttons of the form do: their `value`.
CHECK, PREVIEW = "check", "preview"
FIND, FIND_ORGANIZATION, COUNTRIES = "find", "find_organization", "countries"
NO_COMPANIES = "no_companies"
NAME, UNNAME = "name:", "unname:"


@dataclass(frozen=True)
class Standing:
    """What a participant has saved, and the places that follow it."""

    participant: Participant
    saved: Choices | None
    version: int | None
    links: Sequence[Link]

    def as_draft(self) -> Draft | None:
        """Give what is saved as a draft to start from."""
        if self.saved is None:
            return None
        told = saving.places_told(self.links)
        return Draft(self.participant.pk, self.saved, self.version, told)


@dataclass(frozen=True)
class Edited:
    """What was posted, as read: the choices if they are whole, else the faults."""

    action: str
    answers: Answers
    value: Choices | None
    faults: Sequence[Fault] = ()
    known: Mapping[str, Organization] = field(default_factory=dict)


def standing_of(participant: Participant) -> Standing:
    newest = queries.current(participant)
    return Standing(
        participant=participant,
        saved=queries.choices_of(newest),
        version=newest.version if newest else None,
        links=list(open_links_of(participant)),
    )


def opened(draft: Draft | None) -> Edited:
    """Open the page on a draft, or with nothing picked.

    A detail is "same as the rest" until the person holds it back.
    """
    if draft is None:
        answers = Answers({fields.detail(code): ["yes"] for code in Detail})
        return Edited("", answers, None)
    answers = fields.answers_of(draft.value)
    answers.setlist("condition_places", sorted(draft.places))
    codes = draft.value.organizations
    return Edited("", answers, draft.value, known=named(codes, kept=codes))


def read(standing: Standing, posted: Answers) -> Edited:
    """Read the posted form and do what its button asks, but for leaving the page."""
    action = posted.get("action", CHECK)
    saved = standing.saved.organizations if standing.saved else {}
    codes = {*posted.getlist("named"), action.removeprefix(NAME)}
    known = named(
        codes if len(codes) > 1 or action.startswith(NAME) else (), kept=saved
    )
    form = ChoicesForm(
        posted,
        country=standing.participant.country,
        saved=standing.saved,
        names={code: row.name for code, row in known.items()},
    )
    value = form.read()
    shown = _after(action, form.shown(), known)
    judged = action in {CHECK, PREVIEW}
    return Edited(action, shown, value, form.faults if judged else (), known)


def _after(action: str, answers: Answers, known: Mapping[str, Organization]) -> Answers:
    """Do what a button asks of the page: show another row, or the list of countries."""
    answers = answers.copy()
    names = [code for code in answers.getlist("named") if code in known]
    code = action.partition(":")[2]
    if action.startswith(NAME) and code in known and code not in names:
        names.append(code)
        fields.copy_row(answers, known[code].kind, fields.named_row(code))
    if action.startswith(UNNAME):
        names = [name for name in names if name != code]
    if action == NO_COMPANIES:
        answers["level"] = Level.OWN
        for group in COMPANIES:
            fields.write_row(answers, group, {})
    if action == COUNTRIES:
        answers["level"], answers["where"] = Level.OWN, PlaceRule.OWN
    answers.setlist("named", names)
    return answers


def editor_context(
    standing: Standing, edited: Edited, *, replacing: int | None
) -> dict[str, object]:
    editor = Editor(
        edited.answers,
        errors={fault.target: fault.text for fault in edited.faults},
        around=_surroundings(standing, edited),
        replacing=replacing,
    )
    return {
        "editor": editor,
        "preview": _preview(standing, edited.value),
        "script": script_data(standing.saved),
        "effects": effects_of(standing, edited.value)
        if edited.action == PREVIEW
        else None,
    }


def effects_of(standing: Standing, choices: Choices | None) -> Consequences | None:
    if choices is None:
        return None
    return consequences_of(
        standing.participant, old=standing.saved, new=choices, links=standing.links
    )


def _preview(standing: Standing, choices: Choices | None) -> Meaning:
    if choices is None:
        return meaning_of(Choices(), is_picked=False)
    lead = level_change(standing.saved, choices)
    return meaning_of(
        choices,
        changes=[*([lead] if lead else []), *changes_between(standing.saved, choices)],
        limited=remarks.limits_of(choices, standing.links),
    )


def _surroundings(standing: Standing, edited: Edited) -> Surroundings:
    answers = edited.answers
    words = answers.get("condition_query", "").strip()
    has_searched = edited.action == FIND and len(words) >= FEWEST_LETTERS
    found = search(words) if has_searched else []
    diseases = answers.getlist("conditions")
    name = answers.get("organization_query", "").strip()
    looks_for_name = edited.action == FIND_ORGANIZATION
    codes = answers.getlist("named")
    return Surroundings(
        country=standing.participant.country,
        condition_names=labels_of(diseases) if diseases else {},
        found={disease.code: disease.label for disease in found},
        has_searched=has_searched,
        places={link.platform.code: link.platform.name for link in standing.links},
        named=[edited.known[code] for code in codes if code in edited.known],
        nameable=nameable(name) if looks_for_name else (),
        has_searched_names=looks_for_name,
    )
