"""The words of requests: states, what a yes allows, what may be good or bad of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, Protocol

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from consent.diseases.queries import labels_of
from consent.organizations.models import Organization
from consent.vocabulary.countries import COUNTRIES
from consent.vocabulary.duties import DUTY
from consent.vocabulary.kinds import KIND
from consent.vocabulary.terms import ALWAYS_DUTIES, Duty, Kind, Topic, Way
from consent.vocabulary.topics import PURPOSE
from consent.vocabulary.ways import WAY

# Of each state: its words, the tone of its tag, its icon.
STATES: Final[Mapping[str, tuple[str, str, str]]] = {
    "waiting": (gettext_noop("Waiting for you"), "ask", "ask"),
    "talk": (gettext_noop("You want to talk first"), "ask", "msg"),
    "yes": (gettext_noop("You said yes"), "yes", "check"),
    "no": (gettext_noop("You said no"), "no", "no"),
    "ended": (gettext_noop("Ended. That counts as no"), "no", "no"),
    "taken_back": (gettext_noop("They took it back"), "no", "no"),
    "stopped": (gettext_noop("Your yes was stopped"), "no", "no"),
    "over": (gettext_noop("The time of your yes is over"), "no", "clock"),
}
EXPLAINED: Final[Mapping[str, str]] = {
    "talk": gettext_noop("You want to talk first. Until you answer, it counts as no."),
    "no": gettext_noop("This request gives them nothing."),
    "ended": gettext_noop("You did not answer in time. That counts as no."),
    "taken_back": gettext_noop("They no longer ask. That counts as no."),
    "stopped": gettext_noop("This yes counts no more. Your choices decide."),
    "over": gettext_noop("This yes counts no more. Your choices decide."),
}
KIND_WORDS: Final[Mapping[str, str]] = {
    "survey": gettext_noop("your answers"),
    "health": gettext_noop("your health details"),
    "gene": gettext_noop("your gene test results"),
    "genome": gettext_noop("your full DNA record"),
    "sample": gettext_noop("your samples"),
}
ORGANIZATIONS: Final[Mapping[str, str]] = {
    Organization.Kind.NONPROFIT: gettext_noop("A hospital or university."),
    Organization.Kind.PUBLIC: gettext_noop("A public health team."),
    Organization.Kind.CHARITY: gettext_noop("A patient group or charity."),
    Organization.Kind.COMPANY: gettext_noop("A health company."),
    Organization.Kind.OTHER_COMPANY: gettext_noop("A company of another kind."),
}
# There a clinician or a named task stands for the board.
WITHOUT_BOARD: Final = frozenset({Topic.CARE.value, Topic.PUBLIC_HEALTH.value})
POINTS_TO_ME: Final = frozenset({"gene", "genome", "sample"})


class Scope(Protocol):
    """What requests and grants have in common."""

    organization: Organization
    kinds: list[str]
    topic: str
    diseases: list[str]
    is_tools: bool
    is_commercial: bool
    ways: list[str]
    places: list[str]


def list_words(words: Iterable[str]) -> str:
    """Join words the way people say them: a, b and c."""
    *first, last = [*words] or [""]
    if not first:
        return last
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last}


def sentence_of(scope: Scope) -> str:
    """Say in one sentence who asks for what, and why."""
    return _("%(who)s asks for %(what)s. Why: %(why)s.") % {
        "who": scope.organization.name,
        "what": list_words(_(KIND_WORDS.get(kind, kind)) for kind in scope.kinds),
        "why": _(PURPOSE[Topic(scope.topic)].label),
    }


def facts_of(
    scope: Scope, *, until: datetime, needs_board: bool
) -> list[tuple[str, str]]:
    """List what a yes would allow, and what it would not."""
    asked = set(scope.kinds)
    kinds = [_(KIND[Kind(kind)].label) for kind in scope.kinds]
    others = [_(row.label) for row in KIND.values() if row.code not in asked]
    diseases = labels_of(scope.diseases).values() if scope.diseases else ()
    day = date_format(localtime(until), "j F Y")
    facts = [
        (_("Who asks"), _who(scope.organization)),
        (_("What they want"), ", ".join(kinds)),
        (_("What they do not get"), ", ".join([*others, _("My name")])),
        (_("Why"), _(PURPOSE[Topic(scope.topic)].label)),
        (_("Which illness"), ", ".join(diseases)),
        (_("How"), ", ".join(_(WAY[Way(way)].label) for way in scope.ways)),
        (_("How long"), _("Until %(day)s. Then your yes ends.") % {"day": day}),
        (_("Where"), ", ".join(_(COUNTRIES.get(code, code)) for code in scope.places)),
        (_("Who checked"), _checked(scope, needs_board=needs_board)),
    ]
    return [(label, text) for label, text in facts if text]


def good_of(scope: Scope) -> list[str]:
    """List what may be good of a yes."""
    return [
        _("It may help people who are ill, now or later."),
        _("You may get nothing from it yourself."),
        *([_("It may lead to a new medicine or test.")] if scope.is_commercial else []),
    ]


def bad_of(scope: Scope) -> list[str]:
    """List what may be bad of a yes."""
    found = []
    if POINTS_TO_ME & set(scope.kinds):
        found.append(_("Your genes can point to you and to your family."))
    found.append(_("If rules are broken, someone could guess who you are."))
    if {Way.COPY, Way.LIBRARY} & set(scope.ways):
        found.append(_("A copy leaves its place. Work that is done stays done."))
    if scope.is_tools:
        found.append(_("They may teach a program. It cannot forget what it learned."))
    if scope.is_commercial:
        found.append(_("They may earn money with it. You get none."))
    return found


def promises() -> list[str]:
    """List what holds for every use."""
    return [_(DUTY[duty].label) for duty in Duty if duty in ALWAYS_DUTIES]


def _who(organization: Organization) -> str:
    kind = ORGANIZATIONS.get(organization.kind)
    country = _(COUNTRIES.get(organization.country, organization.country))
    return " ".join([f"{organization.name}, {country}.", *([_(kind)] if kind else [])])


def _checked(scope: Scope, *, needs_board: bool) -> str:
    said = []
    if scope.organization.is_pledged:
        said.append(_("They promised in writing to follow your choices."))
    if needs_board and scope.topic not in WITHOUT_BOARD:
        said.append(_("An ethics board must agree before each use."))
    return " ".join(said)
