"""Messages as their pages show them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from consent.access_history.presenters import present_row
from consent.access_history.rows import rows_of
from consent.disputes.models import Dispute
from consent.participants.models import Account
from consent.preferences.presenters import name_of


@dataclass(frozen=True)
class Message:
    """One message: what it is about, who wrote it, and whether it is answered."""

    url: str
    number: str
    title: str
    used_at: datetime
    use_url: str
    reason: str
    made_at: datetime
    by: str
    answer_by: date
    answered_at: datetime | None

    @property
    def state_words(self) -> str:
        return _("We have answered") if self.answered_at else _("We look into it")


def present_messages(disputes: list[Dispute], *, viewer: Account) -> list[Message]:
    """Present messages; two statements for any number."""
    rows = rows_of([dispute.access_event for dispute in disputes], [])
    return [
        Message(
            url=reverse("disputes:detail", args=[dispute.number]),
            number=short(dispute),
            title=event.title,
            used_at=event.at,
            use_url=event.url,
            reason=str(Dispute.Reason(dispute.reason).label),
            made_at=dispute.made_at,
            by=name_of(dispute.by, viewer),
            answer_by=dispute.answer_by,
            answered_at=dispute.answered_at,
        )
        for dispute, row in zip(disputes, rows, strict=True)
        for event in [present_row(row)]
    ]


def short(dispute: Dispute) -> str:
    """Give the part of the number that people read out on the phone."""
    return dispute.number.hex[:8].upper()
