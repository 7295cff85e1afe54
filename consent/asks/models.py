"""What a person asks of one place beyond choices, and what the place says is left."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consent.append_only import AppendOnly
from consent.links.models import Link
from consent.participants.models import Account


class AskQuerySet(models.QuerySet["Ask"]):
    """Asks, by whether the place still owes an answer for good."""

    def open(self) -> "AskQuerySet":
        return self.filter(answer__in=["", "working"], taken_back_at=None)


class Ask(models.Model):
    """One ask of one place: open until the place has answered for good.

    Open asks ride in what the place is told (`told.asks`), so they are delivered,
    retried and confirmed like every change. The last answer counts.
    """

    class Kind(models.TextChoices):
        STOP_USE = "stop_use", _("Stop use")
        DELETE_DATA = "delete_data", _("Delete my data")
        DESTROY_SAMPLE = "destroy_sample", _("Destroy my sample")
        LEAVE_STUDY = "leave_study", _("Leave the study")

    class Answer(models.TextChoices):
        WORKING = "working", _("They are working on it")
        DONE = "done", _("Done")
        PARTLY = "partly", _("Done in part")
        CANNOT = "cannot", _("They cannot do it")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="asks")
    kind = models.CharField(max_length=20, choices=Kind)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    answer = models.CharField(max_length=10, choices=Answer, blank=True, db_default="")
    answer_text = models.CharField(max_length=500, blank=True, db_default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = AskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["link", "kind"],
                condition=Q(answer__in=["", "working"], taken_back_at=None),
                name="%(app_label)s_%(class)s_is_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_answered(self) -> bool:
        """Whether the place has answered for good."""
        return self.answer not in {"", self.Answer.WORKING}

    @property
    def is_open(self) -> bool:
        """Whether the place is still told of it."""
        return not self.is_answered and self.taken_back_at is None


class Residue(AppendOnly):
    """What a place says stays after a change is in force: where, why, until when."""

    class Kind(models.TextChoices):
        COPY = "copy", _("Copies kept")
        RESULT = "result", _("Results that are out")
        BACKUP = "backup", _("Backups")
        ONWARD = "onward", _("Others who were told to stop")

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="residue")
    version = models.BigIntegerField(help_text="The link version it is said of.")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField(max_length=300)
    until = models.DateField(null=True)
    said_at = models.DateTimeField(db_default=Now())

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["link", "version"], name="residue_of_link")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"
