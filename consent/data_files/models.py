"""A person's own data as a file, made in the background."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consent.participants.models import Account, Participant


class DataFile(models.Model):
    """One file somebody asked for; its content lies sealed and goes when it expires."""

    class Format(models.TextChoices):
        CSV = "csv", _("Table (CSV)")
        JSON = "json", _("For computers (JSON)")
        PDF = "pdf", _("To read and print (PDF)")

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        COLLECTING = "collecting", _("Being made")
        READY = "ready", _("Ready")
        EXPIRED = "expired", _("Removed")

    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="data_files"
    )
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    format = models.CharField(max_length=5, choices=Format)
    state = models.CharField(max_length=12, choices=State, default=State.ASKED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(db_default=0, default=0)
    sealed_content = models.BinaryField(null=True, editable=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=models.Q(state__in=["asked", "collecting"]),
                name="datafile_to_make",
            ),
        ]

    def __str__(self) -> str:
        return f"data file {self.pk}"
