"""The answers that a use meets, each with the name of its part."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from consent.decisions.uses import Party, Use
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.countries import ALL_COUNTRIES
from consent.vocabulary.diseases import Hierarchy
from consent.vocabulary.places import listed_countries
from consent.vocabulary.terms import (
    Detail,
    Flag,
    Group,
    Kind,
    PlaceRule,
    Topic,
    Way,
    kind_of,
    with_implied,
)


class Part(NamedTuple):
    """One answer that counts; None was never given and counts as no."""

    about: str
    answer: Answer | None


CELL_NAME: Final = {
    (group, kind): f"{group.value}.{kind.value}" for group in Group for kind in Kind
}
TOPIC_NAME: Final = {topic: f"topic:{topic.value}" for topic in Topic}
FLAG_NAME: Final = {flag: f"flag:{flag.value}" for flag in Flag}
WAY_NAME: Final = {way: f"way:{way.value}" for way in Way}
DETAIL_NAME: Final = {detail: detail.value for detail in Detail}
DETAILS_OF: Final = {
    kind: tuple(detail for detail in Detail if kind_of(detail) is kind) for kind in Kind
}


@lru_cache(maxsize=64)
def asked_kinds(kinds: frozenset[Kind]) -> tuple[Kind, ...]:
    """Give every kind that is asked for, in one order, so that reasons are stable."""
    asked = with_implied(kinds)
    return tuple(kind for kind in Kind if kind in asked)


def lowest(parts: Iterable[Part]) -> Answer:
    """Follow the more careful answer."""
    return min([part.answer or Answer.NO for part in parts], default=Answer.YES)


def cell_parts(preference: Choices, party: Party, kinds: Iterable[Kind]) -> list[Part]:
    """Give a party's row: its own if the person named it, else its group's."""
    own_row = preference.organizations.get(party.code)
    if own_row is not None:
        return named_parts(preference, party, own_row, kinds)
    group = party.group
    if group is None:
        return []
    cells = preference.cells
    return [Part(CELL_NAME[group, kind], cells.get((group, kind))) for kind in kinds]


def named_parts(
    preference: Choices,
    party: Party,
    own_row: Mapping[Kind, Answer],
    kinds: Iterable[Kind],
) -> list[Part]:
    """Give a named organization's row; what is no to every group stays no."""
    found = []
    for kind in kinds:
        answer = own_row.get(kind)
        if answer and not is_open_to_any_group(preference, kind):
            answer = Answer.NO
        found.append(Part(f"organization:{party.code}.{kind.value}", answer))
    return found


def is_open_to_any_group(preference: Choices, kind: Kind) -> bool:
    return any(preference.cells.get((group, kind)) for group in Group)


def detail_parts(
    preference: Choices, kinds: Iterable[Kind], left_out: frozenset[Detail]
) -> Iterator[Part]:
    """Give each answered detail that is asked for; the others follow their kind."""
    if preference.details:
        for kind in kinds:
            for detail in DETAILS_OF[kind]:
                if detail in preference.details and detail not in left_out:
                    yield Part(DETAIL_NAME[detail], preference.details[detail])


def purpose_parts(preference: Choices, use: Use, hierarchy: Hierarchy) -> list[Part]:
    """Give topic, flags that are on, and way."""
    found = []
    topic = use.topic
    if topic is not None:
        if topic is Topic.HEALTH and studies(
            use.diseases, preference.conditions, hierarchy
        ):
            topic = Topic.CONDITION
        found.append(Part(TOPIC_NAME[topic], preference.topics.get(topic)))
    for flag, name in FLAG_NAME.items():
        if use.flags.get(flag, True):
            found.append(Part(name, preference.flags.get(flag)))
    if use.way is not None:
        found.append(Part(WAY_NAME[use.way], preference.ways.get(use.way)))
    return found


def studies(
    diseases: frozenset[str], conditions: frozenset[str], hierarchy: Hierarchy
) -> bool:
    """Tell whether every disease is, or descends from, one of the conditions.

    No disease means any illness. A disease that the hierarchy does not know descends
    from nothing but itself.
    """
    if not diseases or not conditions:
        return False
    return all(
        not conditions.isdisjoint(hierarchy.lineage(disease) or {disease})
        for disease in diseases
    )


def place_parts(preference: Choices, places: Iterable[str]) -> list[Part]:
    fine = fine_countries(preference)
    return [
        Part(
            f"place:{place}",
            Answer.YES if place in fine else outside_answer(preference),
        )
        for place in sorted(places)
    ]


def outside_answer(preference: Choices) -> Answer | None:
    """Answer for countries that the place rule does not name.

    Without a rule only a no can hold: there is no "elsewhere" to say yes to.
    """
    if preference.where is None and preference.outside is not Answer.NO:
        return None
    return preference.outside


def fine_countries(preference: Choices) -> frozenset[str]:
    """Give the countries that the place rule itself says yes to."""
    return countries_by_rule(
        preference.where,
        preference.own_places,
        preference.home_country,
        preference.listed,
    )


@lru_cache(maxsize=4096)
def countries_by_rule(
    where: PlaceRule | None,
    own_places: frozenset[str],
    home_country: str | None,
    listed: str | None,
) -> frozenset[str]:
    home = frozenset({home_country} if home_country else ()) & ALL_COUNTRIES
    if where is PlaceRule.ANYWHERE:
        return ALL_COUNTRIES
    if where is PlaceRule.LIST:
        return listed_countries(listed) | home
    if where is PlaceRule.MINE:
        return home
    if where is PlaceRule.OWN:
        return own_places & ALL_COUNTRIES
    return frozenset()
