"""The rows of the grid: who may ask, with what each level answers them."""

from dataclasses import dataclass

from consent.vocabulary.messages import gettext_noop as _
from consent.vocabulary.terms import Group


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group; `columns` answers survey, health, gene, genome, sample per level.

    Levels in the order wide, health, condition, ask, none.
    """

    code: Group
    label: str
    line: str
    columns: tuple[str, str, str, str, str]
    since: int = 1


GROUPS = (
    GroupRow(
        Group.REGISTRY,
        _("Teams my registry works with"),
        _("Partners it has named. Never companies."),
        ("YYYYY", "YYYYA", "YYYAA", "AAAAA", "NNNNN"),
    ),
    GroupRow(
        Group.NONPROFIT,
        _("Hospitals and universities"),
        _("They do not work for profit."),
        ("YYYYY", "YYYYA", "YYYAA", "AAAAA", "NNNNN"),
    ),
    GroupRow(
        Group.PUBLIC,
        _("Public health teams"),
        _("They look after everyone's health."),
        ("YYYYY", "YYYYA", "YYYAA", "AAAAA", "NNNNN"),
    ),
    GroupRow(
        Group.CHARITY,
        _("Patient groups and charities"),
        _("They help people who are ill."),
        ("YYYYY", "YYYYA", "YYYAA", "AAAAA", "NNNNN"),
    ),
    GroupRow(
        Group.COMPANY,
        _("Health companies"),
        _("They sell medicines, tests or tools."),
        ("YYYYY", "YYYAA", "AAAAA", "AAAAA", "NNNNN"),
    ),
    GroupRow(
        Group.OTHER_COMPANY,
        _("Other companies"),
        _("Such as tech or family-tree firms."),
        ("YYYYY", "AAANN", "NNNNN", "AAAAA", "NNNNN"),
    ),
)
GROUP = {row.code: row for row in GROUPS}
