"""The letters of the cast: old ones that were read, and a few that are new."""

from django.db.models import F

from consent.notifications.models import Letter
from consent.notifications.services import write_to_all
from consent.participants.models import Participant
from consent.supervision.letters import tell_of_arrivals


def read_old_letters() -> None:
    """Tell that the first choices arrived; all of that was mailed and read long ago."""
    tell_of_arrivals()
    Letter.objects.update(
        read_at=F("created_at"), mailed_at=F("created_at"), mail_due_at=None
    )


def write_new_letters(participant: Participant) -> None:
    """Let somebody find a letter that is new."""
    write_to_all(
        participant=participant, kind=Letter.Kind.USED, key="used:demo", about={}
    )
