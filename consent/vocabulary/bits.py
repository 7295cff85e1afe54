"""Where each answer lives in the compiled masks.

A position is part of stored data: it is never reused and never moved. A retired
term keeps its place; a new one is added at the end.
"""

from typing import Final

from consent.vocabulary.terms import Detail, Flag, Group, Kind, Topic, Way

POSITIONS: Final = (
    *("registry.survey", "registry.health", "registry.gene"),
    *("registry.genome", "registry.sample"),
    *("nonprofit.survey", "nonprofit.health", "nonprofit.gene"),
    *("nonprofit.genome", "nonprofit.sample"),
    *("public.survey", "public.health", "public.gene"),
    *("public.genome", "public.sample"),
    *("charity.survey", "charity.health", "charity.gene"),
    *("charity.genome", "charity.sample"),
    *("company.survey", "company.health", "company.gene"),
    *("company.genome", "company.sample"),
    *("other_company.survey", "other_company.health", "other_company.gene"),
    *("other_company.genome", "other_company.sample"),
    *("survey.family", "survey.device", "health.mental", "health.sexual"),
    *("health.infection", "health.substance", "health.violence", "health.image"),
    *("topic.condition", "topic.health", "topic.ancestry", "topic.other"),
    *("topic.public_health", "topic.care"),
    *("flag.tools", "flag.commercial"),
    *("way.visit", "way.copy", "way.library"),
)
# Limits and duties have a mask of their own.
DEMANDS: Final = (
    *("ethics", "months", "publish", "give_back", "summary"),
    *("no_reident", "no_onward", "only_this", "report", "stop"),
)
BIT: Final = {name: 1 << position for position, name in enumerate(POSITIONS)}
DEMAND_BIT: Final = {name: 1 << position for position, name in enumerate(DEMANDS)}

CELL_BIT: Final = {
    (group, kind): BIT[f"{group.value}.{kind.value}"]
    for group in Group
    for kind in Kind
}
DETAIL_BIT: Final = {detail: BIT[detail.value] for detail in Detail}
TOPIC_BIT: Final = {topic: BIT[f"topic.{topic.value}"] for topic in Topic}
FLAG_BIT: Final = {flag: BIT[f"flag.{flag.value}"] for flag in Flag}
WAY_BIT: Final = {way: BIT[f"way.{way.value}"] for way in Way}
