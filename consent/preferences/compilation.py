"""The compiled row beside the current preference."""

import hashlib

from consent.decisions.compiled import Compiled, compile_choices
from consent.preferences.models import CurrentPreference, PlaceSet, Preference
from consent.vocabulary.choices import Choices

PLACE_BYTES = 32


def compile_current(preference: Preference, value: Choices) -> CurrentPreference:
    """Write the masks of the newest preference, in the transaction that made it."""
    compiled = compile_choices(value)
    row, _created = CurrentPreference.objects.update_or_create(
        participant_id=preference.participant_id,
        defaults={
            "preference": preference,
            "version": preference.version,
            "vocabulary": compiled.vocabulary,
            "yes": compiled.yes,
            "open": compiled.open,
            "demands": compiled.demands,
            "months": compiled.months,
            "places": _intern_places(compiled),
            "has_conditions": compiled.has_conditions,
            "has_organizations": compiled.has_organizations,
            "until": compiled.until,
            "is_expiry_told": False,
        },
    )
    return row


def _intern_places(compiled: Compiled) -> PlaceSet:
    yes = compiled.places_yes.to_bytes(PLACE_BYTES, "big")
    opened = compiled.places_open.to_bytes(PLACE_BYTES, "big")
    places, _created = PlaceSet.objects.get_or_create(
        digest=hashlib.sha256(yes + opened).hexdigest(),
        defaults={"yes": yes, "open": opened},
    )
    return places
