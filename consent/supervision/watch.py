"""Noticing what stays unheard, and telling those who can mend it."""

from collections.abc import Sequence
from datetime import timedelta

import structlog

from consent.alarms.models import Alarm
from consent.alarms.services import raise_alarm, settle_alarm, take_turn
from consent.alarms.telling import tell_waiting
from consent.durations import seconds
from consent.notifications.delivery import post_letters
from consent.organizations.models import Platform
from consent.organizations.services import resume_silent, suspend_silent
from consent.supervision.lateness import Finding, find_late
from consent.supervision.timings import count_timings

log = structlog.get_logger(__name__)

WATCH, TIMINGS = "watch", "timings"
TIMINGS_EVERY = 60
LETTERS_OVERDUE = timedelta(minutes=2)


def keep_watch() -> bool:
    """Look once at all platforms, if nobody did so for WATCH_SECONDS; True if we did.

    Any number may call this as often as they like. It may take long while a mail
    server hangs: call it beside a loop, never in it.
    """
    if not take_turn(name=WATCH, every=seconds("WATCH_SECONDS")):
        return False
    findings = find_late()
    for finding in findings:
        _note(finding)
    _suspend_and_resume(findings)
    if take_turn(name=TIMINGS, every=TIMINGS_EVERY):
        count_timings()
    # Last, since a mail server may be slow. Letters go by a task; what a broker or
    # a worker left lying goes from here.
    tell_waiting(for_seconds=seconds("WATCH_SECONDS"))
    post_letters(for_seconds=seconds("WATCH_SECONDS"), overdue=LETTERS_OVERDUE)
    return True


def _note(finding: Finding) -> None:
    """Bring the alarm of a finding up to date, and write only what is new."""
    if finding.level > finding.alarm_level or (finding.level and finding.is_unseen):
        raise_alarm(
            platform_id=finding.platform_id,
            kind=finding.kind,
            detail=finding.detail,
            level=Alarm.Level(finding.level),
            since=finding.since,
        )
    elif not finding.level and finding.alarm_id is not None:
        settle_alarm(alarm_id=finding.alarm_id)


def _suspend_and_resume(findings: Sequence[Finding]) -> None:
    """Let silence suspend platforms, and words end it; a steward's word stands."""
    silent = {
        finding.platform_id
        for finding in findings
        if finding.kind == Alarm.Kind.UNRECEIVED
        and finding.level == Alarm.Level.SUSPENDED
    }
    stopped = Platform.objects.exclude(state_before_silence="")
    known = set(stopped.values_list("pk", flat=True))
    for platform_id in sorted(silent - known):
        if suspend_silent(platform_id=platform_id):
            log.error("platform_suspended", platform=platform_id)
    for platform_id in sorted(known - silent):
        if resume_silent(platform_id=platform_id):
            log.warning("platform_resumed", platform=platform_id)
