"""Making the demo's past: the only place where a ledger's dates are moved.

It runs as the owner of the database, on a stage that was set a moment ago, inside
the same transaction; the app role could not do it.
"""

import pgtrigger
from django.db import connection

COLUMNS = (
    ("consent_linkversion", ("issued_at",)),
    ("consent_confirmation", ("at",)),
    ("consent_preference", ("recorded_at", "effective_at")),
    ("consent_link", ("created_at",)),
    ("consent_participant", ("created_at",)),
    ("consent_letter", ("created_at", "read_at", "mailed_at")),
)
TRIGGERS = (
    "consent.LinkVersion:append_only",
    "consent.Confirmation:append_only",
    "consent.Preference:append_only",
)


def age(*, days: int) -> None:
    """Move everything on the stage back by a number of days."""
    with pgtrigger.ignore(*TRIGGERS), connection.cursor() as cursor:
        for table, columns in COLUMNS:
            moved = ", ".join(
                f"{column} = {column} - make_interval(days => %s)" for column in columns
            )
            # Positional: pgtrigger puts a statement of its own in front of this one.
            cursor.execute(f"UPDATE {table} SET {moved}", [days] * len(columns))  # noqa: S608
