"""Somebody who asks to be called."""

from django.db import models
from django.db.models.functions import Now

from consent.participants.models import Account


class CallRequest(models.Model):
    """A name and a number to call, sealed; both go once the call was made."""

    sealed_contact = models.TextField(blank=True, editable=False)
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"call {self.pk}"
