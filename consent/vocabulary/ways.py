"""How and where data are used."""

from dataclasses import dataclass

from consent.vocabulary.messages import gettext_noop as _
from consent.vocabulary.terms import PlaceRule, Way


@dataclass(frozen=True, slots=True)
class WayRow:
    """One way; `levels` answers for wide, health, condition, ask, none."""

    code: Way
    label: str
    line: str
    levels: str
    since: int = 1


@dataclass(frozen=True, slots=True)
class PlaceRuleRow:
    """One rule that says which countries are fine."""

    code: PlaceRule
    label: str
    line: str
    since: int = 1


WAYS = (
    WayRow(
        Way.VISIT,
        _("Use it where it is kept"),
        _("Only checked results for groups of 10 or more leave."),
        "YYYAN",
    ),
    WayRow(
        Way.COPY,
        _("Take a copy"),
        _("Data or samples go to another place."),
        "YYAAN",
    ),
    WayRow(
        Way.LIBRARY,
        _("Put it in a shared library"),
        _("A copy that serves others. Each one must ask anew."),
        "YANAN",
    ),
)
PLACE_RULES = (
    PlaceRuleRow(PlaceRule.ANYWHERE, _("Any country"), _("All over the world.")),
    PlaceRuleRow(
        PlaceRule.LIST,
        _("Countries with strong privacy law"),
        _("A list we show you, and my country."),
    ),
    PlaceRuleRow(PlaceRule.MINE, _("My country only"), _("The country I live in.")),
    PlaceRuleRow(PlaceRule.OWN, _("Countries I pick"), _("Only the ones on my list.")),
)
OUTSIDE_LABEL = _("Everywhere else")
WAY = {row.code: row for row in WAYS}
PLACE_RULE = {row.code: row for row in PLACE_RULES}

# Per level wide, health, condition, ask, none; "-" and "" stand for no answer.
WHERE_BY_LEVEL = ("anywhere", "list", "list", "anywhere", "")
OUTSIDE_BY_LEVEL = "-AA-N"
