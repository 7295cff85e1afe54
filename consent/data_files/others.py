"""What people were asked, what they asked and said themselves, and their letters."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from consent.asks.queries import asks_of
from consent.data_files.models import DataFile
from consent.disputes.queries import disputes_of
from consent.disputes.services import words_of
from consent.notifications.models import Letter
from consent.participants.models import Participant
from consent.requests.models import Asking
from consent.requests.presenters import state_of
from consent.requests.wording import STATES

Part = tuple[str, dict[str, str], int, Callable[[], Iterator[list[str]]]]


def requests(participant: Participant) -> Part:
    found = Asking.objects.filter(participant=participant)

    def rows() -> Iterator[list[str]]:
        related = found.select_related("request__organization", "grant")
        for asking in related.order_by("asked_at", "pk"):
            yield [
                moment(asking.asked_at),
                asking.request.organization.name,
                asking.request.title,
                _(STATES[state_of(asking)][0]),
                moment(asking.answered_at),
            ]

    columns = {
        "asked_at": _("Asked"),
        "organization": _("Who asks"),
        "title": _("What for"),
        "answer": _("My answer"),
        "answered_at": _("Answered"),
    }
    return _("Requests"), columns, found.count(), rows


def asks(participant: Participant) -> Part:
    found = asks_of(participant)

    def rows() -> Iterator[list[str]]:
        for ask in found:
            yield [
                moment(ask.asked_at),
                ask.link.platform.name,
                ask.get_kind_display(),
                ask.get_answer_display(),
                ask.answer_text,
                moment(ask.answered_at),
            ]

    columns = {
        "asked_at": _("Asked"),
        "place": _("Place"),
        "what": _("What I asked"),
        "answer": _("Their answer"),
        "text": _("Their words"),
        "answered_at": _("Answered"),
    }
    return _("What I asked of places"), columns, found.count(), rows


def messages(participant: Participant) -> Part:
    found = disputes_of(participant)

    def rows() -> Iterator[list[str]]:
        for dispute in found:
            words = words_of(dispute)
            yield [
                moment(dispute.made_at),
                dispute.access_event.platform.name,
                dispute.get_reason_display(),
                words.text,
                words.answer,
                moment(dispute.answered_at),
            ]

    columns = {
        "made_at": _("Sent"),
        "place": _("About a use at"),
        "reason": _("Why"),
        "text": _("My words"),
        "answer": _("The answer"),
        "answered_at": _("Answered"),
    }
    return _("When I said that a use looks wrong"), columns, found.count(), rows


def letters(file: DataFile) -> Part:
    """Give the letters to whoever asked, about this person."""
    found: QuerySet[Letter, Any] = Letter.objects.filter(
        account=file.asked_by, participant=file.participant
    )

    def rows() -> Iterator[list[str]]:
        for letter in found.order_by("pk").iterator(500):
            yield [
                moment(letter.created_at),
                letter.get_kind_display(),
                moment(letter.mailed_at),
                moment(letter.read_at),
            ]

    columns = {
        "written_at": _("Written"),
        "letter": _("Letter"),
        "mailed_at": _("Mailed"),
        "read_at": _("Read"),
    }
    return _("Letters"), columns, found.count(), rows


def moment(at: datetime | None) -> str:
    return date_format(localtime(at), "Y-m-d H:i") if at else ""
