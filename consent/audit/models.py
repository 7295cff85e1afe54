"""What happened, as leaves of the tamper-evident log."""

from django.db import models
from django.db.models.functions import Now

from consent.append_only import AppendOnly


class LogEntry(AppendOnly):
    """One fact, with the bytes and the salt that its leaf hash commits to.

    Entries are inserted in the transaction of what they tell about and have no
    position: facts never wait for the head of the log. There are no foreign
    keys, so that the log never stands in the way of live data.
    """

    kind = models.CharField(max_length=60)
    participant_id = models.BigIntegerField(null=True)
    body = models.TextField(help_text="Canonical JSON; what the leaf commits to.")
    salt = models.BinaryField(max_length=32)
    leaf = models.BinaryField(max_length=32, help_text="SHA-256(salt ‖ body)")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta(AppendOnly.Meta):
        verbose_name_plural = "log entries"
        indexes = [
            models.Index(
                fields=["participant_id", "id"], name="logentry_of_participant"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"
