"""A person's word that a use looks wrong, and what came of it."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consent.access_history.models import AccessEvent
from consent.participants.models import Account, Participant


class Dispute(models.Model):
    """One message about one reported use; its words may be health facts and lie sealed."""

    class Reason(models.TextChoices):
        STRANGER = "stranger", _("I do not know them")
        SAID_NO = "said_no", _("I said no")
        WRONG_DATA = "wrong_data", _("These are not my data")
        OTHER = "other", _("Something else")

    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    access_event = models.ForeignKey(
        AccessEvent, on_delete=models.PROTECT, related_name="disputes"
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="disputes"
    )
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=Reason)
    sealed_text = models.TextField(blank=True, editable=False)
    sealed_reach = models.TextField(
        blank=True, editable=False, help_text="How to reach the person, in their words."
    )
    made_at = models.DateTimeField(db_default=Now())
    answer_by = models.DateField(help_text="Five working days after it was made.")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sealed_answer = models.TextField(blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["access_event", "participant"],
                condition=Q(answered_at=None),
                name="%(app_label)s_%(class)s_is_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"dispute {self.pk}"
