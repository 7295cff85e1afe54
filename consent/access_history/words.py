"""The words of the history: what happened, to what, and why that was or was not fine."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from consent.access_history.models import AccessEvent
from consent.access_history.rows import CHECKED
from consent.organizations.models import Organization
from consent.vocabulary.countries import COUNTRIES
from consent.vocabulary.kinds import DETAIL
from consent.vocabulary.terms import Basis, Detail
from consent.vocabulary.topics import PURPOSE
from consent.vocabulary.ways import WAY

TITLES: Final[Mapping[str, str]] = {
    AccessEvent.Way.LOOKED: gettext_noop("%(who)s looked at your data"),
    AccessEvent.Way.USED: gettext_noop("%(who)s used your data"),
    AccessEvent.Way.COUNTED: gettext_noop("%(who)s counted you in a group"),
    AccessEvent.Way.COPIED: gettext_noop("%(who)s made a copy of your data"),
    AccessEvent.Way.REFUSED: gettext_noop("%(who)s asked and was told no"),
    CHECKED: gettext_noop("%(who)s asked if they may use your data"),
}
SENTENCES: Final[Mapping[str, str]] = {
    AccessEvent.Way.LOOKED: gettext_noop("They looked at %(what)s."),
    AccessEvent.Way.USED: gettext_noop("They used %(what)s."),
    AccessEvent.Way.COUNTED: gettext_noop("They only saw how many people fit."),
    AccessEvent.Way.COPIED: gettext_noop("A copy of %(what)s went to them."),
    AccessEvent.Way.REFUSED: gettext_noop("They wanted %(what)s."),
    CHECKED: gettext_noop("They asked about %(what)s. This was only a question."),
}
KIND_WORDS: Final[Mapping[str, str]] = {
    "survey": gettext_noop("your answers"),
    "health": gettext_noop("your health details"),
    "gene": gettext_noop("your gene test results"),
    "genome": gettext_noop("your full DNA record"),
    "sample": gettext_noop("your samples"),
}
VERDICTS: Final[Mapping[str, str]] = {
    AccessEvent.Verdict.IN_LINE: "in_line",
    AccessEvent.Verdict.NOT_IN_LINE: "not_in_line",
    AccessEvent.Verdict.NOT_YET_TOLD: "not_told",
    AccessEvent.Verdict.WITHOUT_CHOICE: "without_choice",
    AccessEvent.Verdict.UNKNOWN: "unknown",
}
# Of each verdict: the words, the tone of the tag, its icon. "No" is never red.
VERDICT_TAGS: Final[Mapping[str, tuple[str, str, str]]] = {
    "in_line": (gettext_noop("In line with your choices"), "yes", "check"),
    "not_in_line": (gettext_noop("Not in line with your choices"), "bad", "alert"),
    "not_told": (
        gettext_noop("Not in line. They did not know your new choices yet"),
        "ask",
        "clock",
    ),
    "without_choice": (gettext_noop("Used without your choice"), "ask", "law"),
    "unknown": (gettext_noop("We cannot tell"), "", "help"),
}
STOPPED: Final = (gettext_noop("They got nothing"), "no", "no")
ANSWER_TAGS: Final[Mapping[str, tuple[str, str, str]]] = {
    "permit": (gettext_noop("Your choices said yes"), "yes", "check"),
    "ask": (gettext_noop("Your choices said: ask me first"), "ask", "ask"),
    "deny": (gettext_noop("Your choices said no"), "no", "no"),
}
# Why it was, or was not, in line; what is not listed needs no more words.
REASONS: Final[Mapping[str, str]] = {
    "permit": gettext_noop("You said yes to this."),
    "refused": gettext_noop("No data went out."),
    "before_link": gettext_noop("It was before you joined here."),
    "basis_not_declared": gettext_noop("They gave a reason that does not count."),
    "no_prior_consent": gettext_noop("We know of no older form of yours there."),
    "prior_consent_ended": gettext_noop("Your older form ended when you chose here."),
    "said_yes": gettext_noop("You said yes to this."),
    "granted": gettext_noop("You said yes to this request."),
    "said_ask": gettext_noop("You want to be asked first."),
    "said_no": gettext_noop("You said no to this."),
    "unanswered": gettext_noop("You had not chosen yet."),
    "expired": gettext_noop("Your choices had ended."),
    "incomplete": gettext_noop("They did not tell us enough."),
    "unknown_term": gettext_noop("It was something you had not been asked about."),
    "unknown_party": gettext_noop("We do not know who they are."),
    "barred_recipient": gettext_noop("We never say yes to them."),
    "limit_failed": gettext_noop("They did not meet one of your limits."),
    "duty_not_accepted": gettext_noop("They did not make a promise you asked for."),
}
YES_TO: Final[Mapping[str, str]] = {
    Organization.Kind.NONPROFIT: gettext_noop(
        "You said yes to hospitals and universities."
    ),
    Organization.Kind.PUBLIC: gettext_noop("You said yes to public health teams."),
    Organization.Kind.CHARITY: gettext_noop(
        "You said yes to patient groups and charities."
    ),
    Organization.Kind.COMPANY: gettext_noop("You said yes to health companies."),
    Organization.Kind.OTHER_COMPANY: gettext_noop("You said yes to other companies."),
}
BASES: Final[Mapping[str, str]] = {
    Basis.PRIMARY_STUDY: gettext_noop("It was for the study you joined."),
    Basis.PRIOR_CONSENT: gettext_noop("An older form of yours still counts there."),
    Basis.OWN_CARE: gettext_noop("It was to treat you."),
    Basis.EMERGENCY: gettext_noop("It was an emergency."),
    Basis.LAW: gettext_noop("A law let them do it without asking you."),
    Basis.WAIVER: gettext_noop("A board let them do it without asking you."),
    Basis.OVERRIDE: gettext_noop("They acted against your choice."),
}


def list_words(words: Iterable[str]) -> str:
    """Join words the way people say them: a, b and c."""
    *first, last = [*words] or [""]
    if not first:
        return last
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last}


def kind_words(kinds: Iterable[str]) -> str:
    return list_words(_(KIND_WORDS.get(kind, kind)) for kind in kinds)


def basis_words(basis: str) -> str:
    if basis == Basis.CHOICE:
        return _("Your choices")
    return _(BASES[basis]) if basis in BASES else ""


def topic_words(code: str) -> str:
    row = next((row for row in PURPOSE.values() if row.code == code), None)
    return _(row.label) if row else ""


def way_words(code: str) -> str:
    row = next((row for row in WAY.values() if row.code == code), None)
    return _(row.label) if row else ""


def detail_words(codes: object) -> str:
    if not isinstance(codes, list):
        return ""
    known = {detail.value: _(DETAIL[detail].label) for detail in Detail}
    return list_words(known.get(code, str(code)) for code in codes)


def country_words(codes: Iterable[str]) -> str:
    return list_words(sorted(_(COUNTRIES.get(code, code)) for code in codes))
