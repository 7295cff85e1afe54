"""How far a new person has come."""

from django.db import models
from django.db.models.functions import Now

from consent.participants.models import Account


class FirstSteps(models.Model):
    """When each of an account's first steps was done; a step may be done again."""

    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, related_name="first_steps"
    )
    started_at = models.DateTimeField(db_default=Now())
    reached_at = models.DateTimeField(null=True, help_text="Language and contact.")
    who_at = models.DateTimeField(null=True, help_text="Whom they choose for.")
    understood_at = models.DateTimeField(null=True, help_text="Cards and questions.")
    hidden_at = models.DateTimeField(null=True, help_text="Put away before the end.")

    class Meta:
        verbose_name_plural = "first steps"

    def __str__(self) -> str:
        return f"first steps of {self.account_id}"
