"""What one set of choices allows, as the processes of a receipt."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from consent.decisions.parts import asked_kinds, cell_parts, lowest
from consent.decisions.preview import place_answers
from consent.decisions.uses import Party
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.groups import GROUP
from consent.vocabulary.kinds import KIND
from consent.vocabulary.terms import Group, Kind, Topic, Way
from consent.vocabulary.topics import PURPOSE

# A condition may not be answered more strictly than health, so it is in here.
RESEARCH: Final = {Topic.HEALTH, Topic.ANCESTRY, Topic.OTHER}
GENERAL_RESEARCH: Final = ("DUO:0000042", "dpv:ScientificResearch", "Any research")
# What DUO has no word for keeps ours.
PURPOSES: Final = {
    Topic.CONDITION: ("DUO:0000007", "dpv:ScientificResearch"),
    Topic.HEALTH: ("DUO:0000006", "dpv:ScientificResearch"),
    Topic.ANCESTRY: ("DUO:0000011", "dpv:ScientificResearch"),
    Topic.OTHER: ("ambit:other", "dpv:ScientificResearch"),
    Topic.PUBLIC_HEALTH: ("ambit:public_health", "dpv:PublicBenefit"),
    Topic.CARE: ("DUO:0000043", "dpv:ImproveHealthcare"),
}
PERSONAL_DATA: Final = {
    Kind.SURVEY: "dpv:PersonalData",
    Kind.HEALTH: "pd:HealthRecord",
    Kind.GENE: "pd:Genetic",
    Kind.GENOME: "pd:DNACode",
    Kind.SAMPLE: "pd:Genetic",
}


@dataclass(frozen=True)
class Process:
    """One kind of data for some purposes of some recipients, with one answer."""

    kind: Kind
    answer: Answer
    topics: tuple[Topic, ...]
    recipients: tuple[str, ...]


def processes_of(choices: Choices) -> list[Process]:
    """List what is answered yes or ask; the more careful answer wins.

    Each is the best that some way and place allow, as the rings show it. What is
    no in every case is left out.
    """
    ways = [choices.ways.get(way, Answer.NO) for way in Way]
    best = min(max(ways), max(place_answers(choices), default=Answer.NO))
    return [process for kind in Kind for process in _of_kind(choices, kind, best)]


def _of_kind(choices: Choices, kind: Kind, best: Answer) -> Iterator[Process]:
    who = _recipients(choices, kind)
    why = {
        topic: choices.topics.get(topic, Answer.NO)
        for topic in Topic
        if topic is not Topic.CONDITION or choices.conditions
    }
    found: dict[tuple[Answer, tuple[str, ...]], list[Topic]] = {}
    for topic, answer in why.items():
        for wanted in (Answer.YES, Answer.ASK):
            recipients = tuple(
                name for name, row in who.items() if min(row, answer, best) is wanted
            )
            if recipients:
                found.setdefault((wanted, recipients), []).append(topic)
    for (answer, recipients), topics in found.items():
        yield Process(kind, answer, tuple(topics), recipients)


def _recipients(choices: Choices, kind: Kind) -> dict[str, Answer]:
    """Answer for each group, and for each organization that the person named."""
    kinds = asked_kinds(frozenset({kind}))
    parties = {group.value: Party("", group) for group in Group}
    parties |= {code: Party(code, None) for code in sorted(choices.organizations)}
    return {
        name: lowest(cell_parts(choices, party, kinds))
        for name, party in parties.items()
    }


def purposes_in_words_of_duo(topics: Sequence[Topic]) -> list[dict[str, Any]]:
    """Write purposes with DUO codes; all research at once has a code of its own."""
    if set(topics) >= RESEARCH:
        research = RESEARCH | {Topic.CONDITION}
        rest = [topic for topic in topics if topic not in research]
        return [_purpose(*GENERAL_RESEARCH), *purposes_in_words_of_duo(rest)]
    return [_purpose(*PURPOSES[topic], PURPOSE[topic].label) for topic in topics]


def personal_data(kind: Kind) -> dict[str, Any]:
    return {
        "@type": "dpv:PersonalData",
        "dct:identifier": kind.value,
        "dct:title": KIND[kind].label,
        "skos:broader": PERSONAL_DATA[kind],
    }


def recipient(name: str, organizations: Mapping[str, str]) -> dict[str, Any]:
    is_group = name in set(Group)
    title = GROUP[Group(name)].label if is_group else organizations.get(name, name)
    return {
        "@type": "dpv:Recipient",
        "dct:identifier": name,
        "dct:title": title,
    }


def _purpose(code: str, broader: str, label: str) -> dict[str, Any]:
    return {
        "@type": "dpv:Purpose",
        "dct:identifier": code,
        "dct:title": label,
        "skos:broader": broader,
    }
