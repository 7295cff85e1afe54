"""Telling those who wish it that their data was used: each time, or once a month."""

from datetime import datetime

from consent.notifications.models import Letter, LetterChoice
from consent.notifications.services import write
from consent.participants.models import Account, Participant
from consent.statements import rows

MOST = 1000
How = LetterChoice.How
# Only whoever wishes to be told is looked at; of each place only the newest reports.
# What was told before is in the letter: `event`, the newest use that it knew of.
USES = """
SELECT choice.account_id, held.participant_id, choice.how,
       max(used.id), max(used.occurred_at)
FROM consent_letterchoice choice
JOIN consent_authority held ON held.account_id = choice.account_id
 AND held.starts_at <= statement_timestamp()
 AND (held.ends_at IS NULL OR held.ends_at > statement_timestamp())
 AND held.kind <> 'helper_view'
JOIN consent_link link ON link.participant_id = held.participant_id
LEFT JOIN LATERAL (
    SELECT (letter.about ->> 'event')::bigint AS event FROM consent_letter letter
    WHERE letter.account_id = choice.account_id AND letter.kind = 'used'
      AND letter.participant_id = held.participant_id
    ORDER BY letter.id DESC LIMIT 1
) AS told ON true
CROSS JOIN LATERAL (
    SELECT newest.id, newest.occurred_at FROM (
        SELECT id, occurred_at, reported_at, way FROM consent_accessevent event
        WHERE event.link_id = link.id ORDER BY id DESC LIMIT 50
    ) AS newest
    WHERE newest.way <> 'refused' AND newest.id > coalesce(told.event, 0)
      AND newest.reported_at > statement_timestamp() - interval '2 days'
) AS used
WHERE choice.kind = 'used' AND choice.how <> 'off'
GROUP BY 1, 2, 3
LIMIT %(most)s
"""


def tell_of_uses() -> int:
    """Write of uses that nobody was told of yet; return how many letters were due.

    Who is told once a month gets one letter for all uses of a month.
    """
    found = rows(USES, {"most": MOST})
    for account, participant, how, event, at in found:
        _write(account, participant, How(how), event, at)
    return len(found)


def _write(
    account: int, participant: int, how: LetterChoice.How, event: int, at: datetime
) -> None:
    month = f"{at:%Y-%m}"
    each = event if how == How.AT_ONCE else month
    write(
        account=Account(pk=account),
        kind=Letter.Kind.USED,
        key=f"used:{participant}:{each}",
        participant=Participant(pk=participant),
        about={"event": event, "month": month},
    )
