"""What keeps a change from a place, where waiting alone does not mend it."""

from enum import StrEnum
from typing import Final

from consent.publishing.answers import NEEDS_HUMAN
from consent.publishing.progress import PlaceProgress, Progress

# How the code of a place's own refusal begins.
SAID: Final = "platform_"


class Trouble(StrEnum):
    """Who has to mend what; mostly nobody.

    REFUSED: the place told us that it cannot follow. NEEDS_PERSON: it takes no
    message, and somebody has to look.
    """

    NONE = ""
    REFUSED = "refused"
    NEEDS_PERSON = "needs_person"


def trouble_of(place: PlaceProgress, *, is_newest: bool) -> Trouble:
    """Tell apart what a person has to mend; a newer change makes an older one moot."""
    if not is_newest or place.state is Progress.ENFORCED:
        return Trouble.NONE
    if place.last_error.startswith(SAID):
        return Trouble.REFUSED
    needs_person = place.last_error in NEEDS_HUMAN
    is_on_its_way = place.state is Progress.ON_ITS_WAY
    return Trouble.NEEDS_PERSON if needs_person and is_on_its_way else Trouble.NONE


def reason_of(place: PlaceProgress) -> str:
    """Give a place's own words for its refusal."""
    code = place.last_error
    return code.removeprefix(SAID).replace("_", " ") if code.startswith(SAID) else ""
