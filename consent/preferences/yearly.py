"""The yearly check: once a year people are asked whether their choices are right."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from consent.audit import services as audit
from consent.errors import NotYours
from consent.notifications.models import Letter
from consent.notifications.services import write
from consent.participants.models import Account, Authority, Participant
from consent.statements import rows

MOST = 1000
YEAR = timedelta(days=365)
# Who has just looked is not asked in the month that they picked.
JUST_LOOKED = timedelta(days=30)
# The month that was picked counts; whoever did not look for a year is asked anyway.
# Nobody is asked twice within ten months.
DUE = """
SELECT held.account_id, held.participant_id
FROM consent_authority held
JOIN consent_account account ON account.id = held.account_id AND account.is_active
JOIN consent_participant person ON person.id = held.participant_id
JOIN consent_currentpreference cur ON cur.participant_id = held.participant_id
JOIN consent_preference newest ON newest.id = cur.preference_id
CROSS JOIN LATERAL (
    SELECT %(now)s - greatest(newest.recorded_at, person.checked_at) AS ago
) AS looked
WHERE held.starts_at <= %(now)s AND (held.ends_at IS NULL OR held.ends_at > %(now)s)
  AND held.kind <> 'helper_view'
  AND (looked.ago >= %(year)s OR (
      looked.ago >= %(just)s AND account.yearly_month = %(month)s))
  AND NOT EXISTS (
      SELECT FROM consent_letter letter
      WHERE letter.account_id = held.account_id AND letter.kind = 'yearly'
        AND letter.participant_id = held.participant_id
        AND letter.created_at > %(now)s - interval '10 months')
GROUP BY 1, 2
LIMIT %(most)s
"""


def is_check_due(
    *, looked_at: datetime, checked_at: datetime | None, month: int | None
) -> bool:
    """Tell whether to ask now; the same rule as for the letters."""
    now = timezone.now()
    ago = now - max(looked_at, checked_at or looked_at)
    return ago >= YEAR or (ago >= JUST_LOOKED and now.month == month)


def next_check(*, looked_at: datetime, month: int | None) -> date:
    """Return the first day of the month in which we ask next, by the same rule."""
    year_later = (looked_at + YEAR).date().replace(day=1)
    if month is None:
        return year_later
    first = (looked_at + JUST_LOOKED).date()
    year = first.year if month >= first.month else first.year + 1
    return min(year_later, date(year, month, 1))


def ask_yearly() -> int:
    """Write to everybody whose yearly check is due; return how many letters."""
    now = timezone.now()
    found = rows(
        DUE,
        {
            "now": now,
            "year": YEAR,
            "just": JUST_LOOKED,
            "month": now.month,
            "most": MOST,
        },
    )
    for account, participant in found:
        write(
            account=Account(pk=account),
            kind=Letter.Kind.YEARLY,
            key=f"yearly:{participant}:{now:%Y-%m}",
            participant=Participant(pk=participant),
        )
    return len(found)


@transaction.atomic
def say_still_right(
    *, participant: Participant, by: Account, authority: Authority
) -> None:
    """Note that somebody who may choose looked, and leaves the choices as they are.

    Raises NotYours without a right to choose.
    """
    if not Authority.objects.to_choose().held(authority, by, participant).exists():
        raise NotYours
    Participant.objects.filter(pk=participant.pk).update(checked_at=timezone.now())
    audit.record(
        kind="preference.checked",
        participant_id=participant.pk,
        body={"by": by.pk, "authority": authority.pk},
    )
