"""Writing to those whom an alarm concerns: at least once for each level."""

import time
from smtplib import SMTPRecipientsRefused

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection

from consent.alarms.letters import write_letter
from consent.alarms.models import Alarm
from consent.organizations.models import Membership

log = structlog.get_logger(__name__)

AGAIN_AFTER_SECONDS = 60
# Whoever moves the time on may tell; a failure is tried again when it is over. An
# alarm that ended meanwhile is told all the same: it was true.
CLAIM = """
UPDATE consent_alarm
SET telling_until = clock_timestamp() + %(lease)s * interval '1 second'
WHERE id = (
    SELECT id FROM consent_alarm
    WHERE level > told_level AND level >= %(lowest)s
      AND (telling_until IS NULL OR telling_until < clock_timestamp())
    ORDER BY level DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id
"""
TOLD = """
UPDATE consent_alarm SET told_level = greatest(told_level, %(level)s),
                         telling_until = NULL
WHERE id = %(alarm)s
"""


def tell_waiting(*, for_seconds: float) -> int:
    """Write the letters that are due, outside any transaction; return for how many.

    Stops at the first that fails, and begins no more once the time is over: who
    keeps watch must not wait for a mail server.
    """
    until = time.monotonic() + for_seconds
    told = 0
    while time.monotonic() < until:
        alarm = _claim()
        if alarm is None or not _tell(alarm):
            break
        told += 1
    return told


def _claim() -> Alarm | None:
    parameters = {"lease": AGAIN_AFTER_SECONDS, "lowest": int(Alarm.Level.INSTITUTION)}
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, parameters)
        found = cursor.fetchone()
    if found is None:
        return None
    return Alarm.objects.select_related("platform__organization").get(pk=found[0])


def _tell(alarm: Alarm) -> bool:
    addresses = addresses_for(alarm)
    if not addresses:
        log.error("alarm_without_reader", alarm=alarm.pk, level=alarm.level)
    subject, body = write_letter(alarm)
    try:
        taken = [_send(alarm, subject, body, address) for address in addresses]
    except Exception as error:  # noqa: BLE001
        # Whatever a mail server or its library does, the watch goes on.
        log.warning("alarm_not_told", alarm=alarm.pk, error=str(error))
        return False
    if addresses and not any(taken):
        return False
    with connection.cursor() as cursor:
        cursor.execute(TOLD, {"alarm": alarm.pk, "level": alarm.level})
    return True


def _send(alarm: Alarm, subject: str, body: str, address: str) -> bool:
    """Write to one address; False if just this one is refused.

    A dead address of an institution must not keep the others from hearing.
    """
    try:
        EmailMessage(subject, body, to=[address]).send()
    except (SMTPRecipientsRefused, ValueError) as refusal:
        # A ValueError is an address that is none, or has a line break.
        log.warning("alarm_address_refused", alarm=alarm.pk, error=str(refusal))
        return False
    return True


def addresses_for(alarm: Alarm) -> list[str]:
    """Return whom the levels concern that nobody was told of yet, each once."""
    addresses: list[str] = []
    if alarm.told_level < Alarm.Level.INSTITUTION:
        addresses += _technical(alarm)
    if alarm.told_level < Alarm.Level.PRIVACY <= alarm.level:
        addresses += _privacy(alarm)
    if alarm.level == Alarm.Level.SUSPENDED:
        addresses += [*_technical(alarm), *_privacy(alarm)]
    return list(dict.fromkeys(addresses))


def _technical(alarm: Alarm) -> list[str]:
    """Return the technical contact, or the owners where none is named."""
    if alarm.platform.technical_contact:
        return [alarm.platform.technical_contact]
    owners = Membership.objects.filter(
        organization=alarm.platform.organization, role=Membership.Role.OWNER
    )
    return list(owners.order_by("pk").values_list("account__email", flat=True))


def _privacy(alarm: Alarm) -> list[str]:
    officer = alarm.platform.organization.privacy_contact
    return [*([officer] if officer else []), *settings.OPERATOR_EMAILS]
