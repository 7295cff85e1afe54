"""The words of the pages about places: asks, legal effect, how far a change is."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop as _

from consent.asks.models import Ask
from consent.links.models import Link
from consent.publishing.presenters import Standing, State


@dataclass(frozen=True)
class AskWords:
    """How one kind of ask is offered, and what to know before."""

    title: str
    line: str
    button: str
    means: tuple[str, ...]
    cannot_undo: tuple[str, ...]


CHOICES_STAY: Final = _(
    "Your choices stay as they are. To stop new sharing too, change your choices."
)
ASKS: Final = {
    Ask.Kind.STOP_USE: AskWords(
        _("Stop use"),
        _("Ask them to stop the work that uses your data now."),
        _("Ask them to stop"),
        (
            _("We ask this place to stop work that uses your data now."),
            CHOICES_STAY,
        ),
        (
            _("Work that is finished stays as it is."),
            _("Results that were printed stay printed."),
        ),
    ),
    Ask.Kind.DELETE_DATA: AskWords(
        _("Delete my data"),
        _("Ask them to delete the data they keep about you."),
        _("Ask them to delete"),
        (
            _("We ask this place to delete the data it keeps about you."),
            _("A law may say that it must keep some. Then it must tell you so."),
            CHOICES_STAY,
        ),
        (
            _("Deleted data do not come back."),
            _("Copies that went to others may stay. The place must name them."),
        ),
    ),
    Ask.Kind.DESTROY_SAMPLE: AskWords(
        _("Destroy my sample"),
        _("Ask them to destroy blood, spit or tissue of yours."),
        _("Ask them to destroy"),
        (
            _("We ask this place to destroy all samples it keeps of you."),
            _("What was read from them before stays. You can ask to delete that too."),
            CHOICES_STAY,
        ),
        (_("A sample that was destroyed does not come back."),),
    ),
    Ask.Kind.LEAVE_STUDY: AskWords(
        _("Leave the study"),
        _("Ask them to take you out of the study you joined there."),
        _("Ask to leave the study"),
        (
            _("We ask this place to take you out of the study you joined there."),
            _("We cannot do it ourselves. The people at this place must do it."),
            _("They must tell you what happens to your samples and data."),
            _("To have these deleted or destroyed, ask for that too."),
            _("Your choices here stay as they are."),
        ),
        (
            _("Work that is finished stays as it is."),
            _("To join again, you must ask the study."),
        ),
    ),
}
LEGAL: Final = {
    Link.LegalEffect.CONSENT: _(
        "Your answers here count by law. Without your yes, they may not share."
    ),
    Link.LegalEffect.AUTHORIZATION: _(
        "Your yes here counts as a signed permit under United States health law."
    ),
    Link.LegalEffect.OPT_OUT: _(
        "By law they may share unless you say no. Your no here counts."
    ),
    Link.LegalEffect.OBJECTION: _(
        "By law you may object to a use. Your no here counts as that."
    ),
    Link.LegalEffect.PROMISE: _(
        "They promised to follow your choices. No law makes them do so."
    ),
}
PRIOR_FORM: Final = _(
    "An older form you signed lets it use data. Your first choice here ends that."
)
STANDINGS: Final = {
    Standing.GONE: ("no", _("No longer part of Ambit"), "lock"),
    Standing.HELD: ("ask", _("On hold. Choose again"), "alert"),
    Standing.SILENT: ("bad", _("May not use your data now"), "alert"),
    Standing.STOPPED: ("no", _("Stopped for now"), "lock"),
}
STATES: Final = {
    State.IN_FORCE: ("yes", _("In force"), "check"),
    State.RECEIVED: ("ask", _("Received"), "clock"),
    State.UNREACHED: ("no", _("Not reached yet. Trying again"), "retry"),
    State.CLOSED: ("bad", _("We stopped trying"), "alert"),
    State.HELD: ("ask", _("On hold. Choose again"), "alert"),
    State.WAITING: ("ask", _("On its way"), "send"),
    State.REPLACED: ("", _("Replaced by a newer change"), "clock"),
}
# How an answer looks; no answer yet is the empty one.
ANSWERS: Final = {
    "": ("ask", _("They have not answered yet"), "clock"),
    Ask.Answer.WORKING: ("ask", _("They are working on it"), "clock"),
    Ask.Answer.DONE: ("yes", _("They say it is done"), "check"),
    Ask.Answer.PARTLY: ("ask", _("They say it is done in part"), "alert"),
    Ask.Answer.CANNOT: ("no", _("They say they cannot do it"), "no"),
}
TAKEN_BACK: Final = ("", _("You took this back"), "back")
