"""Until when somebody is a child, so that a parent or guardian may choose for them."""

from typing import Final

# Most laws say 18. Those that say otherwise, by country; local rules go further.
USUAL: Final = 18
ELSEWHERE: Final = {
    "BH": 21,
    "DZ": 19,
    "EG": 21,
    "HN": 21,
    "KR": 19,
    "KW": 21,
    "NZ": 20,
    "PR": 21,
    "SG": 21,
    "TH": 20,
}


def majority_of(country: str) -> int:
    """Give the age from which people in this country choose for themselves."""
    return ELSEWHERE.get(country, USUAL)


def may_be_child(*, birth_year: int, country: str, year: int) -> bool:
    """Tell whether somebody can be a child still in `year`, as the day is not known."""
    return 0 <= year - birth_year <= majority_of(country)
