"""Events and checks as lines of the history, with the names of who was there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from consent.access_history.models import AccessEvent
from consent.evaluations.models import DecisionRecord
from consent.links.models import LinkVersion
from consent.organizations.models import Organization, Partnership, Platform
from consent.preferences.models import Preference

CHECKED = "checked"


@dataclass(frozen=True)
class Asker:
    """Who an organization is, in words; `kind` is empty where we cannot be sure.

    A partner is in another group at some places, so its kind says nothing.
    """

    code: str
    name: str
    kind: str = ""


@dataclass(frozen=True)
class Message:
    """The person's newest word that a use looks wrong, and whether it is answered."""

    number: str
    is_answered: bool


@dataclass(frozen=True)
class Row:
    """One line of the history: a reported event, or a check by a computer.

    `organization` and `on_behalf_of` are names (codes where unknown). A check
    has the way "checked", no `event` and no `verdict`; `allowed` says what was
    answered (permit, ask, deny). `is_named` tells whether the person had an answer
    for just this organization then.
    """

    key: str
    way: str
    at: datetime
    platform_name: str
    organization: str
    organization_code: str
    on_behalf_of: tuple[str, ...]
    kinds: tuple[str, ...]
    topic: str
    actor: str
    is_computer: bool
    verdict: str
    why: str
    allowed: str = ""
    event: AccessEvent | None = None
    question: dict[str, object] = field(default_factory=dict)
    group: str = ""
    is_named: bool = False
    message: Message | None = None


def told_of(events: QuerySet[AccessEvent]) -> QuerySet[AccessEvent]:
    """Add to each event the named organizations then, and what the person said of it."""
    then = LinkVersion.objects.filter(
        link=OuterRef(OuterRef("link")),
        issued_at__lte=OuterRef(OuterRef("occurred_at")),
    ).order_by("-version")
    choices = Preference.objects.filter(
        participant=OuterRef("link__participant"),
        version=Subquery(then.values("preference_version")[:1]),
    )
    # Through the event itself: what people say of uses is a concept above this one.
    said = AccessEvent.objects.filter(
        pk=OuterRef("pk"), disputes__participant=F("link__participant")
    ).order_by("-disputes__pk")
    return events.annotate(
        named_then=Subquery(choices.values("value__organizations")[:1]),
        said=Subquery(
            said.values(
                one=JSONObject(
                    number="disputes__number", answered="disputes__answered_at"
                )
            )[:1]
        ),
    )


def rows_of(
    events: Sequence[AccessEvent],
    checks: Sequence[DecisionRecord],
    known: Mapping[str, Asker] | None = None,
) -> list[Row]:
    """Return one row for each, in no order; `known` askers are not looked up again."""
    found = dict(known or {})
    missing = _codes(events, checks) - found.keys()
    if missing:
        found.update(askers(missing))
    platforms = _platform_names(checks)
    return [
        *(_event_row(event, found) for event in events),
        *(_check_row(check, found, platforms) for check in checks),
    ]


def askers(codes: Iterable[str]) -> dict[str, Asker]:
    """Return who the organizations with these codes are; unknown ones are left out."""
    rows = Organization.objects.filter(code__in=set(codes)).values_list(
        "code",
        "name",
        "kind",
        Exists(Partnership.objects.filter(partner=OuterRef("pk"))),
    )
    return {
        code: Asker(code, name, "" if is_partner else kind)
        for code, name, kind, is_partner in rows
    }


def _event_row(event: AccessEvent, known: Mapping[str, Asker]) -> Row:
    asker = known.get(event.organization)
    named = getattr(event, "named_then", None) or {}
    return Row(
        key=f"e{event.pk}",
        way=event.way,
        at=event.occurred_at,
        platform_name=event.platform.name,
        organization=asker.name if asker else event.organization,
        organization_code=event.organization,
        on_behalf_of=_names(event.on_behalf_of, known),
        kinds=tuple(event.kinds),
        topic=event.topic,
        actor=event.actor,
        is_computer=event.is_computer,
        verdict=event.verdict,
        why=event.why,
        event=event,
        question=event.use,
        group=asker.kind if asker else "",
        is_named=event.organization in named,
        message=_message(getattr(event, "said", None)),
    )


def _check_row(
    check: DecisionRecord, known: Mapping[str, Asker], platforms: Mapping[int, str]
) -> Row:
    question = check.question
    use = question["use"]
    code = question["organization"]
    return Row(
        key=f"c{check.pk}",
        way=CHECKED,
        at=check.asked_at,
        platform_name=platforms.get(check.platform_id, ""),
        organization=known[code].name if code in known else code,
        organization_code=code,
        on_behalf_of=_names(question["on_behalf_of"], known),
        kinds=_words(use.get("kinds")),
        topic="".join(_words([use.get("topic")])),
        actor=question["actor"],
        is_computer=True,
        verdict="",
        why=check.reason,
        allowed=check.result,
        question=use,
    )


def _message(said: Mapping[str, Any] | None) -> Message | None:
    if said is None:
        return None
    return Message(said["number"], is_answered=said["answered"] is not None)


def _names(codes: Iterable[str], known: Mapping[str, Asker]) -> tuple[str, ...]:
    return tuple(known[code].name if code in known else code for code in codes)


def _words(value: object) -> tuple[str, ...]:
    """Return the words of a question; it is kept as it was asked, so look twice."""
    if not isinstance(value, list):
        return ()
    return tuple(word for word in value if isinstance(word, str))


def _codes(events: Sequence[AccessEvent], checks: Sequence[DecisionRecord]) -> set[str]:
    parties = [(event.organization, event.on_behalf_of) for event in events]
    parties += [
        (check.question["organization"], check.question["on_behalf_of"])
        for check in checks
    ]
    return {code for first, others in parties for code in (first, *others)}


def _platform_names(checks: Sequence[DecisionRecord]) -> dict[int, str]:
    if not checks:
        return {}
    ids = {check.platform_id for check in checks}
    return dict(Platform.objects.filter(pk__in=ids).values_list("pk", "name"))
