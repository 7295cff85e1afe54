"""Whether each part works now; every part is asked on its own, and may fail alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

import structlog
from django.core.cache import caches
from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import Q
from django.utils import timezone

from consent.alarms.models import Alarm
from consent.notifications.models import Letter
from consent.organizations.models import Platform
from consent.supervision.liveness import is_moving

log = structlog.get_logger(__name__)
Found = TypeVar("Found")

KEPT_SECONDS: Final = 30
LATE_MAIL: Final = timedelta(minutes=15)
SEVERAL: Final = 3
SHOWN_DAYS: Final = 14
MOST_SHOWN: Final = 10
# What people may notice; the others are between us and an institution.
NOTICED: Final = (Alarm.Kind.UNRECEIVED, Alarm.Kind.UNENFORCED, Alarm.Kind.UNRECONCILED)


@dataclass(frozen=True)
class Incident:
    """One trouble at one place; the place is not named to everybody."""

    kind: str
    since: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class State:
    """What works; None where we cannot say."""

    at: datetime
    records: bool
    delivery: bool | None
    mails: bool | None
    places: bool | None
    incidents: Sequence[Incident]

    @property
    def is_well(self) -> bool:
        return self.records and self.delivery is not False and self.mails is not False


def state_now() -> State:
    """Return what was found in the last half minute, by this process."""
    # The cache of the site lives in the database, which may be what is down.
    kept = caches["process"]
    state: State | None = kept.get("status")
    if state is None:
        state = look()
        kept.set("status", state, KEPT_SECONDS)
    return state


def look() -> State:
    """Ask every part now."""
    records = _try(lambda: Platform.objects.exists() or True)
    if not records:
        return State(
            at=timezone.now(),
            records=False,
            delivery=None,
            mails=None,
            places=None,
            incidents=(),
        )
    return State(
        at=timezone.now(),
        records=True,
        delivery=_try(is_moving),
        mails=_try(lambda: not _late_mails()),
        places=_try(lambda: not _open_alarms()),
        incidents=_try(_incidents) or (),
    )


def _try(ask: Callable[[], Found]) -> Found | None:
    try:
        with transaction.atomic():
            return ask()
    except (DatabaseError, InterfaceError):
        log.warning("status_not_known", exc_info=True)
        return None


def _late_mails() -> bool:
    """Whether mails of several people lie still; one bad address is no sign."""
    is_late = Q(mail_due_at__lt=timezone.now() - LATE_MAIL)
    is_refused = Q(attempts__gte=2, last_error__gt="")
    due = Letter.objects.filter(is_late | is_refused, mail_due_at__isnull=False)
    return due.values("account_id").distinct()[:SEVERAL].count() == SEVERAL


def _open_alarms() -> bool:
    return Alarm.objects.filter(kind__in=NOTICED, ended_at=None).exists()


def _incidents() -> list[Incident]:
    recent = timezone.now() - timedelta(days=SHOWN_DAYS)
    found = Alarm.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=recent), kind__in=NOTICED
    )
    return [
        Incident(alarm.kind, alarm.since, alarm.ended_at)
        for alarm in found.order_by("-since")[:MOST_SHOWN]
    ]
