"""What changed between two sets of choices, and whether anything became narrower."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from consent.decisions.compiled import place_masks
from consent.decisions.flattening import editor_order, flatten
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.terms import Group, Kind, Topic

ChangeKind = Literal["narrowed", "widened", "withdrawn", "same"]
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that changed; `old` and `new` are codes, None when unanswered.

    Parts: cell, organization, detail, topic, condition, flag, way, where, own_places,
    outside, home_country, listed, ethics, months, duty, until, contact.
    """

    part: str
    key: str
    old: str | None
    new: str | None


def narrows(old: Choices | None, new: Choices | None) -> bool:
    """Tell whether any part goes down: such a change is urgent.

    When this is False, every use that was answered yes or ask is answered no lower.
    """
    if old is None:
        return False
    new = new or Choices()
    if is_closed(old):
        # Nothing was allowed, so a limit or duty that comes with more takes nothing away.
        return goes_down(old.contact, new.contact)
    return (
        any(answers_go_down(old, new))
        or places_go_down(old, new)
        or demands_go_up(old, new)
        or organizations_go_down(old, new)
    )


def answers_go_down(old: Choices, new: Choices) -> Iterator[bool]:
    yield goes_down(old.cells, new.cells)
    yield goes_down(old.topics, new.topics)
    yield goes_down(old.flags, new.flags)
    yield goes_down(old.ways, new.ways)
    yield goes_down(old.contact, new.contact)
    yield any(
        answer < old.details.get(detail, Answer.YES)
        for detail, answer in new.details.items()
    )
    yield bool(old.conditions - new.conditions)


def goes_down(before: Mapping[Key, Answer], after: Mapping[Key, Answer]) -> bool:
    return any(answer > after.get(key, Answer.NO) for key, answer in before.items())


def places_go_down(old: Choices, new: Choices) -> bool:
    old_yes, old_open = place_masks(old)
    new_yes, new_open = place_masks(new)
    return bool(old_yes & ~new_yes or old_open & ~new_open)


def demands_go_up(old: Choices, new: Choices) -> bool:
    """Tell whether there are more limits or duties, or an earlier end."""
    return (
        (new.ethics and not old.ethics)
        or bool(new.duties - old.duties)
        or (new.months is not None and (old.months is None or new.months < old.months))
        or (new.until is not None and (old.until is None or new.until < old.until))
    )


def organizations_go_down(old: Choices, new: Choices) -> bool:
    """Compare named rows; against a group's row, whichever group it may be."""
    for code in old.organizations.keys() | new.organizations.keys():
        before, after = old.organizations.get(code), new.organizations.get(code)
        for kind in Kind:
            highest = (
                max(old.cells.get((group, kind), Answer.NO) for group in Group)
                if before is None
                else before.get(kind, Answer.NO)
            )
            lowest = (
                min(new.cells.get((group, kind), Answer.NO) for group in Group)
                if after is None
                else after.get(kind, Answer.NO)
            )
            if lowest < highest:
                return True
    return False


def differences(old: Choices | None, new: Choices | None) -> list[Difference]:
    """List every part that differs, in the order of the editor."""
    before = dict(flatten(old)) if old else {}
    after = dict(flatten(new)) if new else {}
    keys = list(after) + [key for key in before if key not in after]
    return [
        Difference(part, key, before.get((part, key)), after.get((part, key)))
        for part, key in sorted(keys, key=editor_order)
        if before.get((part, key)) != after.get((part, key))
    ]


def is_closed(choices: Choices | None) -> bool:
    """Tell whether no use at all can be answered yes or ask."""
    if choices is None:
        return True
    cells, topics = choices.cells, choices.topics
    has_cell = any(
        answer and (kind is not Kind.GENOME or cells.get((group, Kind.GENE)))
        for (group, kind), answer in cells.items()
    )
    has_topic = any(
        answer and (topic is not Topic.CONDITION or bool(choices.conditions))
        for topic, answer in topics.items()
    )
    has_way = any(choices.ways.values())
    has_place = place_masks(choices)[1] != 0
    return not (has_cell and has_topic and has_way and has_place)


def change_kind(old: Choices | None, new: Choices | None) -> ChangeKind:
    """Name a change for platforms.

    `withdrawn`: nothing is yes or ask any more; also the first choice of somebody who
    shares nothing, because it ends what an older form allowed. `narrowed` and
    `withdrawn` are urgent.
    """
    if not differences(old, new):
        return "same"
    if is_closed(new) and (old is None or not is_closed(old)):
        return "withdrawn"
    return "narrowed" if narrows(old, new) else "widened"
