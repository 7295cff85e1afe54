"""What choices mean, for rings, counts and examples."""

from dataclasses import dataclass, replace
from typing import Final

from consent.decisions.compiled import EVERYWHERE, place_masks
from consent.decisions.parts import DETAILS_OF, asked_kinds, fine_countries
from consent.decisions.results import Result
from consent.decisions.uses import Party, Use
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Cell, Choices
from consent.vocabulary.messages import gettext_noop as _
from consent.vocabulary.terms import (
    Basis,
    Duty,
    Flag,
    Group,
    Kind,
    Limit,
    Topic,
    Way,
)


@dataclass(frozen=True, slots=True)
class Example:
    """A use that people can picture, with a sentence to translate."""

    code: str
    sentence: str
    use: Use


OUTCOMES: Final = {
    Result.PERMIT: _("Yes, they may."),
    Result.ASK: _("We ask you first."),
    Result.DENY: _("No, they may not."),
}
CYSTIC_FIBROSIS: Final = "MONDO:0009061"
EXAMPLE: Final = Use(
    flags={Flag.TOOLS: False, Flag.COMMERCIAL: False},
    accepts=frozenset(Duty),
    evidence={Limit.ETHICS: 1, Limit.MONTHS: 1},
    basis=Basis.CHOICE,
    topic=Topic.HEALTH,
    way=Way.VISIT,
    places=frozenset({"DE"}),
)

EVERYDAY: Final = (
    Example(
        "hospital",
        _(
            "A hospital wants to look at your gene test results to study your condition."
        ),
        replace(
            EXAMPLE,
            parties=(Party("example-hospital", Group.NONPROFIT),),
            kinds=frozenset({Kind.GENE}),
        ),
    ),
    Example(
        "medicine_company",
        _("A medicine company wants your health details to make a new medicine."),
        replace(
            EXAMPLE,
            parties=(Party("example-medicine-company", Group.COMPANY),),
            kinds=frozenset({Kind.HEALTH}),
            flags={Flag.TOOLS: False, Flag.COMMERCIAL: True},
        ),
    ),
    Example(
        "tech_company",
        _("A tech firm wants a copy of your full DNA record to train an AI."),
        replace(
            EXAMPLE,
            parties=(Party("example-tech-company", Group.OTHER_COMPANY),),
            kinds=frozenset({Kind.GENOME}),
            flags={Flag.TOOLS: True, Flag.COMMERCIAL: True},
            way=Way.COPY,
        ),
    ),
)
VECTORS: Final = (
    Example(
        "university_gene",
        _("A university wants to look at gene test results to study cystic fibrosis."),
        replace(
            EXAMPLE,
            parties=(Party("example-university", Group.NONPROFIT),),
            kinds=frozenset({Kind.GENE}),
            diseases=frozenset({CYSTIC_FIBROSIS}),
        ),
    ),
    Example(
        "company_genome_ai",
        _(
            "A health company far away wants a copy of full DNA records. "
            "It wants to train an AI on cystic fibrosis and sell it."
        ),
        replace(
            EXAMPLE,
            parties=(Party("example-medicine-company", Group.COMPANY),),
            kinds=frozenset({Kind.GENOME}),
            diseases=frozenset({CYSTIC_FIBROSIS}),
            flags={Flag.TOOLS: True, Flag.COMMERCIAL: True},
            way=Way.COPY,
            places=frozenset({"US"}),
        ),
    ),
    Example(
        "family_tree_firm",
        _(
            "A family-tree firm far away wants a copy of gene test results. "
            "It sells reports on where people come from."
        ),
        replace(
            EXAMPLE,
            parties=(Party("example-family-tree-firm", Group.OTHER_COMPANY),),
            kinds=frozenset({Kind.GENE}),
            topic=Topic.ANCESTRY,
            flags={Flag.TOOLS: False, Flag.COMMERCIAL: True},
            way=Way.COPY,
            places=frozenset({"US"}),
        ),
    ),
    Example(
        "company_health_details",
        _("A health company wants to look at health details to make a new medicine."),
        replace(
            EXAMPLE,
            parties=(Party("example-medicine-company", Group.COMPANY),),
            kinds=frozenset({Kind.HEALTH}),
            flags={Flag.TOOLS: False, Flag.COMMERCIAL: True},
        ),
    ),
)


def examples_for(choices: Choices) -> tuple[Example, ...]:
    """Draw the everyday examples about the person's own conditions, in a fine country."""
    fine = fine_countries(choices)
    home = choices.home_country or "DE"
    country = home if home in fine else min(fine, default=home)
    return tuple(
        replace(
            example,
            use=replace(
                example.use, places=frozenset({country}), diseases=choices.conditions
            ),
        )
        for example in EVERYDAY
    )


def cell_summary(
    choices: Choices, *, assume_condition: bool = False
) -> dict[Cell, tuple[Answer, bool]]:
    """Give the best answer each cell can get for any purpose, way and place.

    The second value tells whether some purpose, way, place or detail gets less: hatch
    it. `assume_condition` draws a level before the person has named a condition.
    """
    has_condition = assume_condition or bool(choices.conditions)
    topics = [
        choices.topics.get(topic, Answer.NO)
        for topic in Topic
        if has_condition or topic is not Topic.CONDITION
    ]
    ways = [choices.ways.get(way, Answer.NO) for way in Way]
    flags = [choices.flags.get(flag, Answer.NO) for flag in Flag]
    places = place_answers(choices)
    best = min(max(topics), max(ways), max(places))
    worst = min(*topics, *ways, *flags, *places)
    return {
        (group, kind): summary_of(choices, group, kind, best, worst)
        for group in Group
        for kind in Kind
    }


def summary_of(
    choices: Choices, group: Group, kind: Kind, best: Answer, worst: Answer
) -> tuple[Answer, bool]:
    cell = min(
        choices.cells.get((group, part), Answer.NO)
        for part in asked_kinds(frozenset({kind}))
    )
    details = (choices.details.get(detail, Answer.YES) for detail in DETAILS_OF[kind])
    highest = min(cell, best)
    return highest, min(cell, worst, *details, Answer.YES) < highest


def place_answers(choices: Choices) -> list[Answer]:
    """Give the answers that some country gets."""
    yes, is_open = place_masks(choices)
    answers = [Answer.YES] if yes else []
    if is_open & ~yes:
        answers.append(Answer.ASK)
    return answers if is_open == EVERYWHERE else [*answers, Answer.NO]


def count_answers(summary: dict[Cell, tuple[Answer, bool]]) -> dict[Answer, int]:
    """Count the 30 cells by their best answer."""
    answers = [answer for answer, _varies in summary.values()]
    return {answer: answers.count(answer) for answer in Answer}
