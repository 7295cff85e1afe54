"""The five levels and the sentences that describe them truthfully."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from consent.vocabulary.answers import LETTERS, Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.duties import ETHICS_BY_LEVEL
from consent.vocabulary.groups import GROUPS
from consent.vocabulary.messages import gettext_noop as _
from consent.vocabulary.places import newest_list
from consent.vocabulary.terms import Detail, Flag, Kind, PlaceRule, Topic, Way
from consent.vocabulary.topics import FLAGS, TOPICS
from consent.vocabulary.ways import OUTSIDE_BY_LEVEL, WAYS, WHERE_BY_LEVEL


class Level(StrEnum):
    """How much a person shares, from the widest to nothing; `own` is any other mix."""

    WIDE = "wide"
    HEALTH = "health"
    CONDITION = "condition"
    ASK = "ask"
    NONE = "none"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One level; `sentence` must stay true of its column."""

    code: Level
    title: str
    sentence: str


LEVELS: Final = (
    LevelRow(
        Level.WIDE,
        _("Share widely"),
        _("Any team or company in the alliance may use all my data, for any study."),
    ),
    LevelRow(
        Level.HEALTH,
        _("Share for health"),
        _(
            "For health research, public health and care. Ask me about AI, my samples, "
            "and firms that want my full DNA."
        ),
    ),
    LevelRow(
        Level.CONDITION,
        _("Only for my condition"),
        _(
            "Teams that do not work for profit may study my condition. "
            "Ask me before a health firm does."
        ),
    ),
    LevelRow(
        Level.ASK,
        _("Ask me every time"),
        _("Nothing new is shared until I say yes to that one request."),
    ),
    LevelRow(
        Level.NONE,
        _("Share with no one"),
        _(
            "No new sharing. The study I joined goes on. "
            "Some laws let a place use data without asking. I will see it here."
        ),
    ),
    LevelRow(Level.OWN, _("My own mix"), _("I answer each part on my own.")),
)
LEVEL: Final = {row.code: row for row in LEVELS}
COLUMNS: Final = (Level.WIDE, Level.HEALTH, Level.CONDITION, Level.ASK, Level.NONE)

ALWAYS_SENTENCE: Final = _(
    "We never say yes to insurers, bosses, police or ads. "
    "We never give out your name. "
    "A court can still force a place to hand over data."
)
NOT_CHOSEN_SENTENCE: Final = _(
    "You have not chosen yet. We say no to all new requests. "
    "Places you joined before may go on as you agreed then."
)
HISTORY_SENTENCE: Final = _(
    "Each place must tell us when your data are used. "
    "We show when we last heard from them."
)
IN_FORCE_SENTENCE: Final = _("They told us your new choices are in force.")
NOT_REACHED_SENTENCE: Final = _(
    "This place may still follow your old choices. It must stop by %(lease_end)s."
)


def choices_of(
    level: Level,
    *,
    conditions: frozenset[str] = frozenset(),
    home_country: str | None = None,
    listed: str | None = None,
) -> Choices:
    """Fill in a level's column; `own` has none and raises ValueError.

    `listed` is the list of countries that the person was shown, the newest if not given.
    """
    if level not in COLUMNS:
        raise ValueError(f"no column for level {level.value}")
    column = COLUMNS.index(level)
    where = WHERE_BY_LEVEL[column]
    outside = OUTSIDE_BY_LEVEL[column]
    return Choices(
        cells={
            (row.code, kind): LETTERS[letter]
            for row in GROUPS
            for kind, letter in zip(Kind, row.columns[column], strict=True)
        },
        details=dict.fromkeys(Detail, Answer.NO) if level is Level.NONE else {},
        topics={Topic(row.code): LETTERS[row.levels[column]] for row in TOPICS},
        flags={Flag(row.code): LETTERS[row.levels[column]] for row in FLAGS},
        ways={Way(row.code): LETTERS[row.levels[column]] for row in WAYS},
        where=PlaceRule(where) if where else None,
        outside=LETTERS.get(outside),
        home_country=home_country,
        listed=(listed or newest_list().version) if where == PlaceRule.LIST else None,
        ethics=ETHICS_BY_LEVEL[column],
        conditions=conditions,
    )


def level_of(choices: Choices) -> Level:
    """Name the level that these choices are; any other mix is `own`.

    Not compared: what no level sets (conditions, contact, named organizations, end,
    home country) and which version of the country list the person agreed to.
    """
    plain = comparable(choices)
    for level in COLUMNS:
        if plain == comparable(choices_of(level)):
            return level
    return Level.OWN


def comparable(choices: Choices) -> Choices:
    """Strip what a level's name does not depend on; a detail's yes is its default."""
    held_back = {
        detail: answer
        for detail, answer in choices.details.items()
        if answer is not Answer.YES
    }
    anywhere = choices.where is PlaceRule.ANYWHERE
    return replace(
        choices,
        details=held_back,
        outside=None if anywhere else choices.outside,
        own_places=choices.own_places
        if choices.where is PlaceRule.OWN
        else frozenset(),
        home_country=None,
        listed=None,
        organizations={},
        conditions=frozenset(),
        until=None,
        contact={},
    )
