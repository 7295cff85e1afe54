"""Proving that a change goes the whole way, with real processes on every step."""

import json
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from consent.access_history.models import AccessEvent
from consent.links.models import Link
from consent.participants.models import Authority
from consent.preferences import queries, services
from consent.publishing.models import Delivery
from consent.vocabulary.levels import Level, choices_of

PATIENCE_SECONDS = 40.0
PAUSE_SECONDS = 0.05
QUESTION = {
    "organization": "northfield-hospital",
    "actor": "Start-up check",
    "way": "visit",
    "kinds": ["gene"],
    "topic": "health",
    "diseases": ["MONDO:0009061"],
    "tools": False,
    "commercial": False,
    "places": ["FI"],
    "study": "start-up-check",
    "purpose": "Does the path work?",
    "accepts": ["no_reident", "no_onward", "only_this", "report", "stop"],
    "evidence": {"ethics": "REC-2026-17"},
}


class NotProved(Exception):
    """A step did not happen in time."""


@dataclass(frozen=True)
class Proof:
    """How long each step took, in seconds, and how the use ended."""

    received: float
    enforced: float
    reported: float
    outcome: str

    def __str__(self) -> str:
        return (
            f"a change saved, received after {self.received:.1f} s, in force after "
            f"{self.enforced:.1f} s; then asked, decided, {self.outcome}, and shown in "
            f"the person's history after {self.reported:.1f} s."
        )


def prove() -> Proof:
    """Change the choices of the demo's Pat, wait, ask for data, and find the report.

    Pat goes from wide to none and back at each start, so that each proof is a real
    change. Raises NotProved with the step that did not happen.
    """
    authority = Authority.objects.select_related("account", "participant").get(
        account__email="pat@ambit.example"
    )
    link = Link.objects.select_related("platform").get(
        participant=authority.participant
    )
    current = queries.current(authority.participant)
    level = Level.WIDE if current and current.level == Level.NONE else Level.NONE
    seen = AccessEvent.objects.filter(link=link).count()
    began = time.monotonic()
    services.choose(
        participant=authority.participant,
        value=choices_of(level, home_country=authority.participant.country),
        by=authority.account,
        authority=authority,
        replacing=current.version if current else None,
        language=settings.LANGUAGE_CODE,
    )
    received = _wait("received", began, lambda: _reached(link, "received_version"))
    enforced = _wait("in force", began, lambda: _reached(link, "enforced_version"))
    _ask(link)
    reported = _wait("reported", began, lambda: _reports(link) > seen)
    event = AccessEvent.objects.filter(link=link).latest("id")
    wanted = AccessEvent.Way.REFUSED if level is Level.NONE else AccessEvent.Way.USED
    if event.way != wanted or event.verdict != AccessEvent.Verdict.IN_LINE:
        raise NotProved(f"the use was {event.way} and is {event.verdict}")
    return Proof(received, enforced, reported, event.way)


def _reached(link: Link, column: str) -> bool:
    delivery = Delivery.objects.get(pk=link.pk)
    reached: bool = getattr(delivery, column) >= delivery.target_version
    return reached


def _reports(link: Link) -> int:
    return AccessEvent.objects.filter(link=link).count()


def _ask(link: Link) -> None:
    """Ask the platform for this one person's data, as a researcher's program would."""
    base = link.platform.endpoint_url.removesuffix("/webhooks")
    body = json.dumps({**QUESTION, "subject_ids": [link.subject_id]}).encode()
    request = urllib.request.Request(  # noqa: S310 - the demo's own address
        f"{base}/release", data=body, headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10):  # noqa: S310
        pass


def _wait(step: str, began: float, happened: Callable[[], bool]) -> float:
    while not happened():
        if time.monotonic() - began > PATIENCE_SECONDS:
            raise NotProved(f"{step}: not within {PATIENCE_SECONDS:.0f} s")
        time.sleep(PAUSE_SECONDS)
    return time.monotonic() - began
