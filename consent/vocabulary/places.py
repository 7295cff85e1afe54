"""The dated lists of countries with strong privacy law that choices may refer to.

Source: members of the European Economic Area, and third countries that a European
Commission adequacy decision under Article 45 GDPR covers as a whole. Canada and the
United States are left out: their decisions cover only some commercial bodies, so a
hospital or university there would not be covered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from consent.vocabulary.messages import gettext_noop as _

EUROPEAN_UNION: Final = frozenset(
    (
        *("AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR"),
        *("HU", "IE", "IT", "LV", "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK"),
        *("SI", "ES", "SE"),
    )
)
EFTA_IN_EEA: Final = frozenset({"IS", "LI", "NO"})
ADEQUATE: Final = frozenset(
    (
        *("AD", "AR", "BR", "CH", "FO", "GB", "GG", "IL", "IM", "JE", "JP", "KR"),
        *("NZ", "UY"),
    )
)


@dataclass(frozen=True, slots=True)
class PlaceList:
    """The countries of one date; `version` is that date and is what a person agreed to."""

    since: date
    source: str
    countries: frozenset[str]

    @property
    def version(self) -> str:
        return self.since.isoformat()


# Oldest first. A list is never edited: a change is a new list, because people agreed
# to the one they saw.
PLACE_LISTS: Final[tuple[PlaceList, ...]] = (
    PlaceList(
        since=date(2026, 1, 28),
        source=_(
            "Members of the EU and EEA. Also whole countries that the EU found safe, "
            "up to its decision 2026/179 on Brazil"
        ),
        countries=EUROPEAN_UNION | EFTA_IN_EEA | ADEQUATE,
    ),
)


def newest_list(lists: Sequence[PlaceList] = PLACE_LISTS) -> PlaceList:
    return lists[-1]


def listed_countries(
    version: str | None, lists: Sequence[PlaceList] = PLACE_LISTS
) -> frozenset[str]:
    """Give the countries in force for someone who agreed to the list of `version`.

    A country that left any later list is out at once; one that joined later waits for
    the person. An unknown version gives no country.
    """
    agreed: frozenset[str] | None = None
    for places in lists:
        if places.version == version:
            agreed = places.countries
        elif agreed is not None:
            agreed &= places.countries
    return agreed or frozenset()
