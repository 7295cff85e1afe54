"""Uses and refusals as plain sentences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from consent.access_history.models import AccessEvent
from consent.access_history.queries import Row
from consent.vocabulary.countries import COUNTRIES
from consent.vocabulary.kinds import DETAIL
from consent.vocabulary.terms import Basis, Detail
from consent.vocabulary.topics import PURPOSE
from consent.vocabulary.ways import WAY

CHECKED: Final = "checked"
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
    AccessEvent.Way.REFUSED: gettext_noop("They wanted %(what)s. They got nothing."),
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
    "unknown_party": gettext_noop("We do not know who they are."),
    "barred_recipient": gettext_noop("We never say yes to them."),
    "limit_failed": gettext_noop("They did not meet one of your limits."),
    "duty_not_accepted": gettext_noop("They did not make a promise you asked for."),
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
ANSWERS: Final[Mapping[str, str]] = {
    "permit": gettext_noop("Your choices said yes."),
    "ask": gettext_noop("Your choices said: ask me first."),
    "deny": gettext_noop("Your choices said no."),
}


@dataclass(frozen=True)
class Event:
    """One line of the history, in words."""

    url: str
    way: str
    title: str
    what: str
    why: str
    at: datetime
    reported_at: datetime | None
    organization: str
    actor: str
    verdict: str
    verdict_text: str
    place: str
    residue: Sequence[str]
    is_check: bool


def present_row(row: Row) -> Event:
    event = row.event
    what = list_words(_(KIND_WORDS.get(kind, kind)) for kind in row.kinds)
    return Event(
        url=reverse("access_history:detail", args=[event.pk]) if event else "",
        way=row.way,
        title=_(TITLES[row.way]) % {"who": row.organization},
        what=_(SENTENCES[row.way]) % {"what": what or _("your data")},
        why=_why(row),
        at=row.at,
        reported_at=event.reported_at if event else None,
        organization=row.organization,
        actor=_actor(row),
        verdict=VERDICTS.get(row.verdict, "in_line" if event is None else "unknown"),
        verdict_text=_verdict_text(row),
        place=_countries(event.places) if event else "",
        residue=[event.residue] if event and event.residue else [],
        is_check=event is None,
    )


def facts_of(row: Row, event: AccessEvent) -> list[tuple[str, str]]:
    """List what is known about one use; what was not said is left out."""
    left_out = event.use.get("leave_out") or []
    facts = [
        (_("Who"), row.organization),
        (_("For"), list_words(row.on_behalf_of)),
        (_("Person"), _actor(row)),
        (_("From"), row.platform_name),
        (_("What"), list_words(_(KIND_WORDS.get(kind, kind)) for kind in event.kinds)),
        (_("Left out"), list_words(map(_detail_word, left_out))),
        (_("Why"), _topic(row.topic)),
        (_("Their words"), event.purpose_text),
        (_("Study"), event.study),
        (_("How"), _way(str(event.use.get("use_way") or event.use.get("way") or ""))),
        (_("Where"), _countries(event.places)),
        (_("They relied on"), _basis(event.basis)),
    ]
    return [(label, text) for label, text in facts if text]


def list_words(words: Iterable[str]) -> str:
    """Join words the way people say them: a, b and c."""
    *first, last = [*words] or [""]
    if not first:
        return last
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last}


def _why(row: Row) -> str:
    text = row.event.purpose_text if row.event else ""
    topic = text or _topic(row.topic)
    return _("Why: %(topic)s") % {"topic": topic} if topic else ""


def _actor(row: Row) -> str:
    if row.is_computer:
        return _("Done by a computer. No person looked.")
    return _("A person: %(name)s") % {"name": row.actor} if row.actor else ""


def _verdict_text(row: Row) -> str:
    if row.event is None:
        return _(ANSWERS.get(row.allowed, "")) if row.allowed in ANSWERS else ""
    if row.verdict == AccessEvent.Verdict.WITHOUT_CHOICE:
        return _basis(row.event.basis)
    text = REASONS.get(row.why, "")
    return _(text) if text else ""


def _basis(basis: str) -> str:
    if basis == Basis.CHOICE:
        return _("Your choices")
    return _(BASES[basis]) if basis in BASES else ""


def _topic(code: str) -> str:
    row = next((row for row in PURPOSE.values() if row.code == code), None)
    return _(row.label) if row else ""


def _way(code: str) -> str:
    row = next((row for row in WAY.values() if row.code == code), None)
    return _(row.label) if row else ""


def _detail_word(code: object) -> str:
    found = next((detail for detail in Detail if detail == code), None)
    return _(DETAIL[found].label) if found else str(code)


def _countries(codes: Iterable[str]) -> str:
    return list_words(sorted(_(COUNTRIES.get(code, code)) for code in codes))
