"""Taking a person's word that a use looks wrong, and answering it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from consent.access_history.models import AccessEvent
from consent.audit import services as audit
from consent.disputes.models import Dispute
from consent.encryption import seal, unseal
from consent.errors import NotYours, Refusal
from consent.notifications.models import Letter
from consent.notifications.services import write_to_all
from consent.participants.models import Account, Authority, Participant

WORKING_DAYS: Final = 5
FRIDAY: Final = 4


class AlreadySaid(Refusal):
    """The same use has a message that waits for its answer."""

    code = "already_said"
    sentence = "You have told us this before. We are looking into it."


class AlreadyAnswered(Refusal):
    """The message has its answer, which people have read."""

    code = "dispute_answered"
    sentence = "This message has been answered before."


@dataclass(frozen=True)
class Words:
    """What lies sealed in a message, in plain."""

    text: str
    reach: str
    answer: str


@transaction.atomic
def make(
    *,
    event: AccessEvent,
    reason: Dispute.Reason,
    text: str,
    reach: str,
    by: Account,
    authority: Authority,
) -> Dispute:
    """Keep a person's word that a use looks wrong; their own words are sealed.

    Raises NotYours without a right to choose for whom the use is about, AlreadySaid
    while an earlier message about it waits.
    """
    participant = Participant.objects.select_for_update().get(
        pk=authority.participant_id
    )
    is_held = Authority.objects.to_choose().held(authority, by, participant).exists()
    if not is_held or event.link.participant_id != participant.pk:
        raise NotYours
    about = Dispute.objects.filter(access_event=event, participant=participant)
    if about.filter(answered_at=None).exists():
        raise AlreadySaid
    dispute = Dispute.objects.create(
        access_event=event,
        participant=participant,
        by=by,
        reason=reason,
        sealed_text=_sealed(text),
        sealed_reach=_sealed(reach),
        answer_by=working_days_after(timezone.localdate(), WORKING_DAYS),
    )
    _tell(dispute, Letter.Kind.DISPUTE_RECEIVED, kind="dispute.made", by=by)
    return dispute


@transaction.atomic
def answer(*, dispute: Dispute, text: str, why: str, by: Account) -> Dispute:
    """Answer a message for good; `why` is for the log and not for the person."""
    dispute = (
        Dispute.objects.select_for_update(of=("self",))
        .select_related("participant")
        .get(pk=dispute.pk)
    )
    if dispute.answered_at is not None:
        raise AlreadyAnswered
    dispute.sealed_answer = seal(text)
    dispute.answered_at, dispute.answered_by = timezone.now(), by
    dispute.save(update_fields=["sealed_answer", "answered_at", "answered_by"])
    _tell(
        dispute,
        Letter.Kind.DISPUTE_ANSWERED,
        kind="dispute.answered",
        by=by,
        reason=why,
    )
    return dispute


def read(*, dispute: Dispute, by: Account) -> Words:
    """Open a message for staff; the log says that they read it."""
    audit.record(
        kind="dispute.read",
        participant_id=dispute.participant_id,
        body={"dispute": dispute.pk, "by": by.pk},
    )
    return words_of(dispute)


def words_of(dispute: Dispute) -> Words:
    """Open a message for those whose it is."""
    return Words(
        text=_plain(dispute.sealed_text),
        reach=_plain(dispute.sealed_reach),
        answer=_plain(dispute.sealed_answer),
    )


def working_days_after(day: date, number: int) -> date:
    """Return the day so many working days later; Saturdays and Sundays are none."""
    while number:
        day += timedelta(days=1)
        number -= day.weekday() <= FRIDAY
    return day


def _tell(
    dispute: Dispute, letter: Letter.Kind, *, kind: str, by: Account, **more: object
) -> None:
    """Write the log entry and the letters; neither holds anybody's words."""
    audit.record(
        kind=kind,
        participant_id=dispute.participant_id,
        body={
            "dispute": dispute.pk,
            "event": dispute.access_event_id,
            "by": by.pk,
            **more,
        },
    )
    write_to_all(
        participant=dispute.participant,
        kind=letter,
        key=f"{letter}-{dispute.pk}",
        about={"dispute": str(dispute.number)},
    )


def _sealed(text: str) -> str:
    return seal(text) if text else ""


def _plain(sealed: str) -> str:
    return unseal(sealed) if sealed else ""
