"""Reading what a proof is about."""

import hashlib
import json
import uuid
from dataclasses import dataclass

from django.db.models import Q

from consent.links.models import Link
from consent.participants.models import Participant
from consent.preferences.models import Preference
from consent.preferences.queries import choices_of

RELATED = ("by", "authority", "notice", "participant")


@dataclass(frozen=True)
class Proven:
    """One version of somebody's choices, the one before, and the places linked then."""

    preference: Preference
    previous: Preference | None
    places: list[Link]


def proven(participant: Participant, version: int) -> Proven | None:
    """Return a version of this person's choices with what its proof needs."""
    rows = {
        row.version: row
        for row in Preference.objects.filter(
            participant=participant, version__in=(version, version - 1)
        ).select_related(*RELATED)
    }
    if version not in rows:
        return None
    preference = rows[version]
    at = preference.recorded_at
    places = (
        Link.objects.filter(participant=participant, created_at__lte=at)
        .filter(Q(ended_at=None) | Q(ended_at__gt=at))
        .select_related("platform__organization")
        .order_by("platform__name", "pk")
    )
    return Proven(preference, rows.get(version - 1), list(places))


def by_number(number: uuid.UUID) -> Preference | None:
    return Preference.objects.filter(number=number).first()


def is_unchanged(preference: Preference) -> bool:
    """Tell whether what we keep still has the digest it was saved with."""
    choices = choices_of(preference)
    if choices is None:
        return False
    canonical = json.dumps(choices.to_json(), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest() == preference.digest
