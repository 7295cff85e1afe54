"""Reasons in plain words, for the person and for the asker."""

from enum import StrEnum
from typing import Final

from consent.decisions.results import Reason, ReasonCode
from consent.vocabulary.countries import COUNTRIES
from consent.vocabulary.duties import DUTY, LIMIT
from consent.vocabulary.groups import GROUP
from consent.vocabulary.kinds import DETAIL, KIND
from consent.vocabulary.messages import gettext_noop as _
from consent.vocabulary.terms import Duty, Group, Kind, Limit
from consent.vocabulary.topics import PURPOSE
from consent.vocabulary.ways import WAY


class Audience(StrEnum):
    PARTICIPANT = "participant"
    INSTITUTION = "institution"


# By code and by form of `about`: a cell, a named organization's row, any other
# answer ("part"), a country, or nothing ("").
PERSON: Final = {
    ("not_a_choice", ""): _("This place relied on something other than your choice."),
    ("incomplete", ""): _("They did not tell us all we need to know."),
    ("unanswered", ""): _("You have not chosen yet. We say no to all new requests."),
    ("unanswered", "cell"): _("You have not answered “%(what)s” for “%(who)s”."),
    ("unanswered", "named"): _("You have not answered “%(what)s” for %(who)s."),
    ("unanswered", "part"): _("You have not answered “%(what)s”."),
    ("unanswered", "place"): _("You have not said if data may be used in %(what)s."),
    ("expired", ""): _("The end date you picked has passed."),
    ("unknown_term", ""): _("They asked for something new. You have not answered it."),
    ("unknown_party", ""): _("We do not know who asks, or they may not ask now."),
    ("barred_recipient", ""): _("We never say yes to insurers, bosses, police or ads."),
    ("said_no", "cell"): _("You said no to “%(what)s” for “%(who)s”."),
    ("said_no", "named"): _("You said no to “%(what)s” for %(who)s."),
    ("said_no", "part"): _("You said no to “%(what)s”."),
    ("said_no", "place"): _("You said no to use in %(what)s."),
    ("said_ask", "cell"): _("You want us to ask: “%(what)s” for “%(who)s”."),
    ("said_ask", "named"): _("You want us to ask: “%(what)s” for %(who)s."),
    ("said_ask", "part"): _("You want us to ask: “%(what)s”."),
    ("said_ask", "place"): _("You want us to ask about use in %(what)s."),
    ("said_yes", "cell"): _("You said yes to “%(what)s” for “%(who)s”."),
    ("said_yes", "named"): _("You said yes to “%(what)s” for %(who)s."),
    ("said_yes", "part"): _("You said yes to “%(what)s”."),
    ("said_yes", "place"): _("You said yes to use in %(what)s."),
    ("limit_failed", "part"): _("They did not show this: “%(what)s”."),
    ("duty_not_accepted", "part"): _("They did not promise this: “%(what)s”."),
    ("granted", ""): _("You said yes to this one request."),
    ("held", ""): _("This place must wait until you choose again."),
}
ASKER: Final = {
    ("not_a_choice", ""): _("The stated basis is not the person's choice."),
    ("incomplete", ""): _("A required part is missing or cannot be read: %(part)s."),
    ("unanswered", ""): _("The person has not chosen."),
    ("unanswered", "cell"): _("The person has not answered “%(what)s” for “%(who)s”."),
    ("unanswered", "named"): _("The person has not answered “%(what)s” for %(who)s."),
    ("unanswered", "part"): _("The person has not answered “%(what)s”."),
    ("unanswered", "place"): _("The person has not answered for %(what)s."),
    ("expired", ""): _("The person's choices have ended."),
    ("unknown_term", ""): _("The person has not been asked about this yet: %(part)s."),
    ("unknown_party", ""): _(
        "This organization is unknown, not pledged or suspended: %(part)s."
    ),
    ("barred_recipient", ""): _("This recipient never gets a yes: %(part)s."),
    ("said_no", "cell"): _("The person said no to “%(what)s” for “%(who)s”."),
    ("said_no", "named"): _("The person said no to “%(what)s” for %(who)s."),
    ("said_no", "part"): _("The person said no to “%(what)s”."),
    ("said_no", "place"): _("The person said no to use in %(what)s."),
    ("said_ask", "cell"): _("Ask the person first: “%(what)s” for “%(who)s”."),
    ("said_ask", "named"): _("Ask the person first: “%(what)s” for %(who)s."),
    ("said_ask", "part"): _("Ask the person first: “%(what)s”."),
    ("said_ask", "place"): _("Ask the person first: use in %(what)s."),
    ("said_yes", "cell"): _("The person said yes to “%(what)s” for “%(who)s”."),
    ("said_yes", "named"): _("The person said yes to “%(what)s” for %(who)s."),
    ("said_yes", "part"): _("The person said yes to “%(what)s”."),
    ("said_yes", "place"): _("The person said yes to use in %(what)s."),
    ("limit_failed", "part"): _("No evidence for this condition: “%(what)s”."),
    ("duty_not_accepted", "part"): _("This duty was not accepted: “%(what)s”."),
    ("granted", ""): _("The person said yes to this one request."),
    ("held", ""): _("Records were restored; the person has not chosen again yet."),
}
SENTENCES: Final = {Audience.PARTICIPANT: PERSON, Audience.INSTITUTION: ASKER}
ANSWER_CODES: Final = frozenset(
    {
        ReasonCode.UNANSWERED,
        ReasonCode.SAID_NO,
        ReasonCode.SAID_ASK,
        ReasonCode.SAID_YES,
        ReasonCode.LIMIT_FAILED,
        ReasonCode.DUTY_NOT_ACCEPTED,
    }
)
LABELS: Final = (
    {f"topic:{code.value}": row.label for code, row in PURPOSE.items()}
    | {f"flag:{code.value}": row.label for code, row in PURPOSE.items()}
    | {f"way:{code.value}": row.label for code, row in WAY.items()}
    | {f"limit:{code.value}": LIMIT[code].label for code in Limit}
    | {f"duty:{code.value}": DUTY[code].label for code in Duty}
    | {code.value: row.label for code, row in DETAIL.items()}
)


def explain(reason: Reason, audience: Audience) -> tuple[str, dict[str, str]]:
    """Give a sentence to translate and its parameters.

    Translate the sentence, translate each parameter, then interpolate with %. For a
    named organization `who` is its code: put its name in its place.
    """
    form, parameters = ("", {"part": (reason.about or "").removeprefix("party:")})
    if reason.code in ANSWER_CODES and reason.about:
        form, parameters = describe(reason.about)
    return SENTENCES[audience][reason.code.value, form], parameters


def describe(about: str) -> tuple[str, dict[str, str]]:
    """Give the form of a part and the labels that fill its sentence."""
    if about in LABELS:
        return "part", {"what": LABELS[about]}
    if about.startswith("place:"):
        code = about.removeprefix("place:")
        return "place", {"what": COUNTRIES.get(code, code)}
    who, _dot, kind = about.rpartition(".")
    what = KIND[Kind(kind)].label
    if who.startswith("organization:"):
        return "named", {"what": what, "who": who.removeprefix("organization:")}
    return "cell", {"what": what, "who": GROUP[Group(who)].label}
