"""Uses and refusals as plain sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consent.access_history.models import AccessEvent
from consent.access_history.overview import Month
from consent.access_history.rows import Message, Row
from consent.access_history.words import (
    ANSWER_TAGS,
    REASONS,
    SENTENCES,
    STOPPED,
    TITLES,
    VERDICT_TAGS,
    VERDICTS,
    YES_TO,
    basis_words,
    country_words,
    detail_words,
    kind_words,
    list_words,
    topic_words,
    way_words,
)

MOST_NAMED = 3


@dataclass(frozen=True)
class Tag:
    """A judgement as colour, icon and words."""

    words: str
    tone: str
    icon: str


@dataclass(frozen=True)
class Said:
    """What the person said of a use, and where it can be read."""

    url: str
    is_answered: bool


@dataclass(frozen=True)
class Event:
    """One line of the history, in words."""

    url: str
    wrong_url: str
    way: str
    title: str
    what: str
    why: str
    at: datetime
    reported_at: datetime | None
    organization: str
    for_whom: str
    actor: str
    verdict: str
    verdict_text: str
    judged: Tag | None
    place: str
    residue: Sequence[str]
    is_check: bool
    study: str
    said: Said | None


def present_row(row: Row) -> Event:
    event = row.event
    verdict = VERDICTS.get(row.verdict, "in_line" if event is None else "unknown")
    return Event(
        url=reverse("access_history:detail", args=[event.pk]) if event else "",
        wrong_url=_url("disputes:new", event.pk) if event else "",
        way=row.way,
        title=_(TITLES[row.way]) % {"who": row.organization},
        what=_(SENTENCES[row.way]) % {"what": kind_words(row.kinds) or _("your data")},
        why=_why(row),
        at=row.at,
        reported_at=event.reported_at if event else None,
        organization=row.organization,
        for_whom=_for_whom(row),
        actor=_actor(row),
        verdict=verdict,
        verdict_text=_verdict_text(row),
        judged=_judged(row, verdict),
        place=country_words(event.places) if event else "",
        residue=[event.residue] if event and event.residue else [],
        is_check=event is None,
        study=event.study if event else "",
        said=_said(row.message),
    )


def facts_of(row: Row, event: AccessEvent) -> list[tuple[str, str]]:
    """List what is known about one use; what was not said is left out."""
    way = str(event.use.get("use_way") or event.use.get("way") or "")
    facts = [
        (_("Who"), row.organization),
        (_("For"), list_words(row.on_behalf_of)),
        (_("Person or computer"), _actor(row)),
        (_("Data from"), row.platform_name),
        (_("What"), kind_words(event.kinds)),
        (_("Left out"), detail_words(event.use.get("leave_out"))),
        (_("Why"), topic_words(row.topic)),
        (_("Their words"), event.purpose_text),
        (_("How"), way_words(way)),
        (_("Through"), event.via),
        (_("Where"), country_words(event.places)),
        (_("They relied on"), basis_words(event.basis)),
    ]
    return [(label, text) for label, text in facts if text]


def present_finding(months: Sequence[Month]) -> str:
    """Say in words what the chart of these months shows."""
    total = sum(month.total for month in months)
    if not total:
        return _("No one used your data in these months.")
    most = max(month.total for month in months)
    found = [date_format(month.label, "F") for month in months if month.total == most]
    said = ngettext(
        "Your data were used once.", "Your data were used %(total)d times.", total
    ) % {"total": total}
    if total == 1:
        return _("%(said)s It was in %(month)s.") % {"said": said, "month": found[0]}
    if len(found) > MOST_NAMED:
        return said
    return _("%(said)s The most in one month: %(most)d, in %(months)s.") % {
        "said": said,
        "most": most,
        "months": list_words(found),
    }


def _url(name: str, *args: object) -> str:
    """Give the address of a page of a concept above this one, if the site has it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _said(message: Message | None) -> Said | None:
    if message is None:
        return None
    return Said(_url("disputes:detail", message.number), message.is_answered)


def _for_whom(row: Row) -> str:
    names = list_words(row.on_behalf_of)
    return _("They did this for %(names)s.") % {"names": names} if names else ""


def _why(row: Row) -> str:
    text = row.event.purpose_text if row.event else ""
    topic = text or topic_words(row.topic)
    return _("Why: %(topic)s") % {"topic": topic} if topic else ""


def _actor(row: Row) -> str:
    if row.is_computer:
        return _("Done by a computer. No person looked.")
    return _("A person: %(name)s") % {"name": row.actor} if row.actor else ""


def _judged(row: Row, verdict: str) -> Tag | None:
    """Say whether it was in line; of a check, what was answered."""
    if row.event is None:
        found = ANSWER_TAGS.get(row.allowed)
    elif row.way == AccessEvent.Way.REFUSED:
        found = STOPPED
    else:
        found = VERDICT_TAGS[verdict]
    if found is None:
        return None
    words, tone, icon = found
    return Tag(_(words), tone, icon)


def _verdict_text(row: Row) -> str:
    if row.event is None:
        return ""
    if row.verdict == AccessEvent.Verdict.WITHOUT_CHOICE:
        return basis_words(row.event.basis)
    if row.why in {"permit", "said_yes"}:
        return _yes_to(row)
    text = REASONS.get(row.why, "")
    return _(text) if text else ""


def _yes_to(row: Row) -> str:
    """Name whom the person said yes to, where that is sure."""
    if row.is_named:
        return _("You said yes to %(who)s.") % {"who": row.organization}
    return _(YES_TO.get(row.group, REASONS["said_yes"]))
