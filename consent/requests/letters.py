"""Telling people that somebody asks for their answer, and that the time runs out."""

from datetime import timedelta

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from consent.notifications.models import Letter
from consent.notifications.services import write_to_all
from consent.participants.models import Authority
from consent.requests.models import Asking, Request

Kind = Letter.Kind

MOST = 500
REMINDED_BEFORE = timedelta(days=3)
# Who was asked a moment ago needs no reminder yet.
REMINDED_AFTER = timedelta(days=1)
KEYS = {Kind.REQUEST: "asking:", Kind.REQUEST_ENDS: "asking_ends:"}


def tell_of(asking: Asking, kind: Letter.Kind = Kind.REQUEST) -> None:
    """Write the letter of one asking; the same again does nothing."""
    write_to_all(
        participant=asking.participant,
        kind=kind,
        key=f"{KEYS[kind]}{asking.pk}",
        about={"asking": asking.pk},
    )


def tell_of_askings() -> int:
    """Tell of every asking that nobody was told of, and remind; return how many."""
    now = timezone.now()
    waiting = Asking.objects.filter(
        answer="",
        request__state=Request.State.OPEN,
        request__answer_by__gt=now,
    )
    ending = waiting.filter(
        request__answer_by__lte=now + REMINDED_BEFORE,
        asked_at__lte=now - REMINDED_AFTER,
    )
    return _tell(waiting, Kind.REQUEST) + _tell(ending, Kind.REQUEST_ENDS)


def _tell(askings: QuerySet[Asking], kind: Letter.Kind) -> int:
    found = list(_untold(askings, kind)[:MOST])
    for asking in found:
        tell_of(asking, kind)
    return len(found)


def _untold(askings: QuerySet[Asking], kind: Letter.Kind) -> QuerySet[Asking]:
    """Leave out whom nobody can answer for: there is no one to tell."""
    here = {"participant": OuterRef("participant")}
    key = Concat(Value(KEYS[kind]), Cast(OuterRef("pk"), CharField()))
    reader = Authority.objects.to_choose().filter(**here, account__is_active=True)
    return (
        askings.filter(Exists(reader))
        .exclude(Exists(Letter.objects.filter(**here, key=key)))
        .select_related("participant")
        .order_by(F("pk"))
    )
