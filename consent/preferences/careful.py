"""The part of a change that may be saved at once: whatever makes choices narrower."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.countries import ALL_COUNTRIES
from consent.vocabulary.places import listed_countries
from consent.vocabulary.terms import Kind, PlaceRule

Key = TypeVar("Key")


def careful_part(old: Choices, new: Choices) -> Choices:
    """Take the more careful answer of every part: never wider than `old` or `new`.

    Equal to `old` when the change only widens, equal to `new` when it only narrows.
    """
    return _with_places(
        replace(
            new,
            cells=_smaller(old.cells, new.cells, Answer.NO),
            details=_smaller(old.details, new.details, Answer.YES),
            topics=_smaller(old.topics, new.topics, Answer.NO),
            flags=_smaller(old.flags, new.flags, Answer.NO),
            ways=_smaller(old.ways, new.ways, Answer.NO),
            contact=_smaller(old.contact, new.contact, Answer.NO),
            organizations=_organizations(old, new),
            conditions=old.conditions & new.conditions,
            ethics=old.ethics or new.ethics,
            months=min(filter(None, (old.months, new.months)), default=None),
            duties=old.duties | new.duties,
            until=min(filter(None, (old.until, new.until)), default=None),
        ),
        old,
        new,
    )


def _smaller(
    old: Mapping[Key, Answer], new: Mapping[Key, Answer], missing: Answer
) -> dict[Key, Answer]:
    """Take the smaller answers; what one side leaves at its default stays there."""
    return {
        key: min(old.get(key, missing), new.get(key, missing))
        for key in {**old, **new}
        if (key in old and key in new)
        or min(old.get(key, missing), new.get(key, missing)) is not missing
    }


def _organizations(old: Choices, new: Choices) -> dict[str, dict[Kind, Answer]]:
    """Keep rows that `new` drops, until that is saved too.

    Of the rows it adds only a no to everything is sure to be narrower than the row of
    a group; the others wait.
    """
    kept = {
        code: _smaller(row, new.organizations.get(code, row), Answer.NO)
        for code, row in old.organizations.items()
    }
    refused = {
        code: dict(row)
        for code, row in new.organizations.items()
        if code not in kept and not any(row.values())
    }
    return kept | refused


def _with_places(choices: Choices, old: Choices, new: Choices) -> Choices:
    both = _countries(old) & _countries(new)
    outside = min(_elsewhere(old), _elsewhere(new))
    for side in (new, old):
        if both == _countries(side) and outside == _elsewhere(side):
            return replace(
                choices,
                where=side.where,
                own_places=side.own_places,
                outside=side.outside,
                listed=side.listed,
                home_country=side.home_country,
            )
    return replace(
        choices,
        where=PlaceRule.OWN if both else None,
        own_places=both,
        outside=outside,
        listed=None,
    )


def _countries(choices: Choices) -> frozenset[str]:
    """Give the countries that need no question."""
    home = frozenset({choices.home_country} if choices.home_country else ())
    match choices.where:
        case PlaceRule.ANYWHERE:
            return ALL_COUNTRIES
        case PlaceRule.LIST:
            return listed_countries(choices.listed) | home
        case PlaceRule.MINE:
            return home
        case PlaceRule.OWN:
            return choices.own_places
        case _:
            return frozenset()


def _elsewhere(choices: Choices) -> Answer:
    if choices.where is PlaceRule.ANYWHERE:
        return Answer.YES
    return choices.outside or Answer.NO
