"""Why data are used: topics, of which a use has one, and flags."""

from dataclasses import dataclass

from consent.vocabulary.messages import gettext_noop as _
from consent.vocabulary.terms import Flag, Topic


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """One topic or flag; `levels` answers for wide, health, condition, ask, none.

    `duo` is the term that says yes (topics) or no (flags); `hl7` are v3-ActReason
    codes. HRESCH and TREAT are left out on purpose: the first contains ancestry,
    the second is a person's own care.
    """

    code: Topic | Flag
    label: str
    line: str
    duo: str
    hl7: tuple[str, ...]
    levels: str
    since: int = 1


TOPICS = (
    PurposeRow(
        Topic.CONDITION,
        _("Study my condition"),
        _("One I name."),
        "DS",
        ("DSRCH",),
        "YYYAN",
    ),
    PurposeRow(
        Topic.HEALTH,
        _("Any health research"),
        _("Not family roots."),
        "HMB",
        ("BIORCH", "DSRCH", "TRANSRCH", "CLINTRCHNPC"),
        "YYNAN",
    ),
    PurposeRow(
        Topic.ANCESTRY,
        _("Where people come from"),
        _("Roots and groups."),
        "POA",
        ("POARCH",),
        "YNNAN",
    ),
    PurposeRow(
        Topic.OTHER,
        _("Other research"),
        _("How people learn or live."),
        "GRU",
        (),
        "YNNAN",
    ),
    PurposeRow(
        Topic.PUBLIC_HEALTH,
        _("Protect public health"),
        _("Stop outbreaks, plan care."),
        "",
        ("PUBHLTH",),
        "YYNAN",
    ),
    PurposeRow(
        Topic.CARE,
        _("Help treat others"),
        _("A doctor compares cases."),
        "CC",
        (),
        "YYAAN",
    ),
)
FLAGS = (
    PurposeRow(
        Flag.TOOLS,
        _("Make tools and AI"),
        _("Programs learn from data."),
        "NMDS",
        (),
        "YANAN",
    ),
    PurposeRow(
        Flag.COMMERCIAL,
        _("Make things to sell"),
        _("Such as medicines."),
        "NCU",
        (),
        "YYAAN",
    ),
)
PURPOSE = {row.code: row for row in (*TOPICS, *FLAGS)}
