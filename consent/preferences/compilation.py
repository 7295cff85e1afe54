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


def compiled_of(row: CurrentPreference) -> Compiled:
    """Return a row's masks as the rule's fast form; its places must be loaded."""
    return Compiled(
        yes=row.yes,
        open=row.open,
        places_yes=int.from_bytes(row.places.yes, "big"),
        places_open=int.from_bytes(row.places.open, "big"),
        demands=row.demands,
        months=row.months,
        until=row.until,
        vocabulary=row.vocabulary,
        has_conditions=row.has_conditions,
        has_organizations=row.has_organizations,
    )


def _intern_places(compiled: Compiled) -> PlaceSet:
    yes = compiled.places_yes.to_bytes(PLACE_BYTES, "big")
    opened = compiled.places_open.to_bytes(PLACE_BYTES, "big")
    places, _created = PlaceSet.objects.get_or_create(
        digest=hashlib.sha256(yes + opened).hexdigest(),
        defaults={"yes": yes, "open": opened},
    )
    return places
