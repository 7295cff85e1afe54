"""How long changes took, counted for ever."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from consent.organizations.models import Platform
from consent.publishing.models import Confirmation, Urgency


class Timing(models.Model):
    """How long a platform took for changes, counted; the numbers only grow.

    `counts` has one number for each bound of `timings.BOUNDS`, and one for more.
    """

    platform = models.ForeignKey(
        Platform, on_delete=models.PROTECT, related_name="timings"
    )
    urgency = models.CharField(max_length=10, choices=Urgency)
    step = models.CharField(max_length=10, choices=Confirmation.Step)
    counts = ArrayField(models.BigIntegerField())
    seconds = models.FloatField(default=0, help_text="All of them together.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "urgency", "step"],
                name="%(app_label)s_%(class)s_is_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform_id} {self.urgency} {self.step}"


class TimingMark(models.Model):
    """How far confirmations are counted in `Timing`; whoever counts locks this row."""

    name = models.CharField(max_length=10, primary_key=True)
    confirmation_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} up to {self.confirmation_id}"
