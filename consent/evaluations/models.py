"""Every decision given to a platform."""

from django.db import models
from django.db.models.functions import Now

from consent.append_only import AppendOnly


class DecisionRecord(AppendOnly):
    """Who asked what about which link, and the answer; kept for a short time.

    The table is partitioned by month on `asked_at` and old months are dropped, so
    nothing points to a row and its real key is (id, asked_at). `link_id` is
    empty when the subject is unknown to the asking platform.
    """

    platform_id = models.BigIntegerField()
    link_id = models.BigIntegerField(null=True)
    link_version = models.BigIntegerField(null=True)
    question = models.JSONField(help_text="The use as it was asked.")
    result = models.CharField(max_length=10)
    reason = models.CharField(max_length=40)
    rule = models.CharField(max_length=20)
    asked_at = models.DateTimeField(db_default=Now())

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["link_id", "id"], name="decision_of_link")]

    def __str__(self) -> str:
        return f"decision {self.pk}: {self.result}"
