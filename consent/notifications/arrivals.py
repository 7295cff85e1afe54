"""Telling of a change: that it was saved, then that it is in force or late."""

from django.db import transaction
from django.utils import timezone

from consent.notifications.models import Awaited, Letter
from consent.notifications.services import write_to_all
from consent.participants.models import Participant


def tell_saved(*, participant: Participant, version: int) -> None:
    """Tell that choices were saved, and keep watch until they have arrived.

    In the transaction that saves them. A newer change takes the place of an older
    one, which nobody awaits any more.
    """
    write_to_all(
        participant=participant,
        kind=Letter.Kind.SAVED,
        key=f"saved:{participant.pk}:{version}",
        about={"version": version},
    )
    now = timezone.now()
    awaited = Awaited(
        participant=participant, version=version, saved_at=now, look_at=now
    )
    Awaited.objects.bulk_create(
        [awaited],
        update_conflicts=True,
        unique_fields=["participant"],
        update_fields=["version", "saved_at", "look_at", "late_told"],
    )


@transaction.atomic
def tell_in_force(*, participant_id: int, version: int) -> bool:
    """Tell that every place has confirmed the change; once, and only of the newest."""
    participant = _stop_waiting(participant_id, version)
    if participant is None:
        return False
    write_to_all(
        participant=participant,
        kind=Letter.Kind.IN_FORCE,
        key=f"in_force:{participant_id}:{version}",
        about={"version": version},
    )
    return True


@transaction.atomic
def stop_waiting(*, participant_id: int, version: int) -> None:
    """Wait no more for a change of which nothing more will be heard."""
    _stop_waiting(participant_id, version)


@transaction.atomic
def tell_late(*, participant_id: int, version: int, times: int) -> bool:
    """Tell for the `times`-th time that a change has not arrived everywhere."""
    participant = Participant.objects.select_for_update().get(pk=participant_id)
    awaited = Awaited.objects.filter(participant=participant, version=version)
    if not awaited.filter(late_told=times - 1).update(late_told=times):
        return False
    write_to_all(
        participant=participant,
        kind=Letter.Kind.LATE,
        key=f"late:{participant_id}:{version}:{times}",
        about={"version": version},
    )
    return True


def _stop_waiting(participant_id: int, version: int) -> Participant | None:
    # First the person, as everywhere: saving waits, and nothing waits crosswise.
    participant = Participant.objects.select_for_update().get(pk=participant_id)
    awaited = Awaited.objects.filter(participant=participant, version=version)
    gone, _ = awaited.delete()
    return participant if gone else None
