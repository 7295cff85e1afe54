"""Reading the ledger."""

import json

from consent.encryption import seal, unseal
from consent.participants.models import Participant
from consent.preferences.models import Preference
from consent.vocabulary.choices import Choices


def current(participant: Participant) -> Preference | None:
    """Return the newest preference, or None when the person has not chosen yet."""
    return (
        Preference.objects.filter(participant=participant).order_by("-version").first()
    )


def choices_of(preference: Preference | None) -> Choices | None:
    """Return the choices as a value, conditions unsealed; None when nothing was chosen."""
    if preference is None:
        return None
    return Choices.from_json(
        {**preference.value, "conditions": unseal_conditions(preference)}
    )


def unseal_conditions(preference: Preference) -> list[str]:
    if not preference.sealed_conditions:
        return []
    conditions: list[str] = json.loads(unseal(preference.sealed_conditions))
    return conditions


def seal_conditions(conditions: frozenset[str]) -> str:
    return seal(json.dumps(sorted(conditions))) if conditions else ""
