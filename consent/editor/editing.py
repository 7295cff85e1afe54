"""The editor as a page: answers, what they mean, and the names that it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consent.diseases.queries import labels_of, search
from consent.editor import fields
from consent.editor.fields import Answers
from consent.editor.questions import Editor, Surroundings
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
from consent.vocabulary.terms import Detail

FEWEST_LETTERS = 2


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


def standing_of(participant: Participant) -> Standing:
    newest = queries.current(participant)
    return Standing(
        participant=participant,
        saved=queries.choices_of(newest),
        version=newest.version if newest else None,
        links=list(open_links_of(participant)),
    )


def answers_from(draft: Draft | None) -> Answers:
    """Write a draft the way the editor would post it; without one nothing is picked.

    A detail is "same as the rest" until the person holds it back.
    """
    if draft is None:
        return Answers({fields.detail(code): ["yes"] for code in Detail})
    answers = fields.answers_of(draft.value)
    answers.setlist("condition_places", sorted(draft.places))
    return answers


def editor_context(
    standing: Standing,
    answers: Answers,
    *,
    choices: Choices | None,
    replacing: int | None,
    errors: Mapping[str, str],
) -> dict[str, object]:
    editor = Editor(
        answers,
        errors=errors,
        around=_surroundings(standing, answers),
        replacing=replacing,
    )
    return {
        "editor": editor,
        "preview": _preview(standing, choices),
        "script": script_data(standing.saved),
    }


def _preview(standing: Standing, choices: Choices | None) -> Meaning:
    if choices is None:
        return meaning_of(Choices(), is_picked=False)
    lead = level_change(standing.saved, choices)
    return meaning_of(
        choices,
        changes=[*([lead] if lead else []), *changes_between(standing.saved, choices)],
        limited=remarks.limits_of(choices, standing.links),
    )


def _surroundings(standing: Standing, answers: Answers) -> Surroundings:
    words = answers.get("condition_query", "").strip()
    has_searched = answers.get("action") == "find" and len(words) >= FEWEST_LETTERS
    found = search(words) if has_searched else []
    named = answers.getlist("conditions")
    return Surroundings(
        country=standing.participant.country,
        condition_names=labels_of(named) if named else {},
        found={disease.code: disease.label for disease in found},
        has_searched=has_searched,
        places={link.platform.code: link.platform.name for link in standing.links},
        organizations=_organization_names(standing.saved),
    )


def _organization_names(saved: Choices | None) -> dict[str, str]:
    if saved is None or not saved.organizations:
        return {}
    rows = Organization.objects.filter(code__in=saved.organizations)
    return dict(rows.values_list("code", "name"))
