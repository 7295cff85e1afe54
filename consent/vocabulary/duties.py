"""Limits, duties and contact: what must be true, and what must be promised."""

from dataclasses import dataclass

from consent.vocabulary.messages import gettext_noop as _
from consent.vocabulary.terms import Contact, Duty, Limit


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """One limit, duty or always-condition, with its DUO and HL7 codes."""

    code: str
    label: str
    duo: str = ""
    hl7: tuple[str, ...] = ()
    since: int = 1


LIMITS = (
    ConditionRow(Limit.ETHICS, _("An ethics board agreed"), "IRB"),
    ConditionRow(
        Limit.MONTHS, _("For a number of months at most, then delete"), "TS", ("DELAU",)
    ),
)
DUTIES = (
    ConditionRow(Duty.PUBLISH, _("Publish what was found"), "PUB"),
    ConditionRow(Duty.GIVE_BACK, _("Give new data back to my registry"), "RTN"),
    ConditionRow(Duty.SUMMARY, _("Tell me what was found")),
    ConditionRow(Duty.NO_REIDENT, _("Never find out who I am"), "", ("NORELINK",)),
    ConditionRow(Duty.NO_ONWARD, _("Never pass it on"), "", ("NORDSCLCDS",)),
    ConditionRow(Duty.ONLY_THIS, _("Only for what was agreed"), "", ("NOREUSE",)),
    ConditionRow(Duty.REPORT, _("Report each use within 24 hours"), "", ("AUDIT",)),
    ConditionRow(Duty.STOP, _("Stop when I change my mind")),
    ConditionRow(
        Duty.MONTHS, _("For a number of months at most, then delete"), "TS", ("DELAU",)
    ),
)
# True of every yes, and tested by who may ask rather than by what they promise.
ALWAYS_LIMITS = (
    ConditionRow("no_name", _("Never my name"), "", ("PSEUD",)),
    ConditionRow("barred", _("Never insurers, bosses, police or ads")),
)
CONTACTS = (
    ConditionRow(Contact.STUDIES, _("Tell me about studies")),
    ConditionRow(Contact.FINDINGS, _("Tell me what they find about me")),
)
# Per level wide, health, condition, ask, none: is the ethics limit set?
ETHICS_BY_LEVEL = (True, True, True, True, False)

LIMIT = {Limit(row.code): row for row in LIMITS}
DUTY = {Duty(row.code): row for row in DUTIES}
