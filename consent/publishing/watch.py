"""Noticing what stays unheard, and telling those who can mend it."""

from consent.alarms.services import take_turn
from consent.publishing.schedule import seconds

TURN = "watch"


def keep_watch() -> bool:
    """Look once at all platforms, if nobody did so for WATCH_SECONDS; True if we did.

    Any number may call this as often as they like. It may take long while a mail
    server hangs: call it beside a loop, never in it.
    """
    return take_turn(name=TURN, every=seconds("WATCH_SECONDS"))
