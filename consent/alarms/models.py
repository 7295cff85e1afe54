"""What needs a human, and when the machinery was last seen at work."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consent.organizations.models import Platform


class Alarm(models.Model):
    """One thing wrong at one platform, from its first sign until it is over.

    At most one alarm of a kind is open for a platform. Its level only rises, and
    whoever is to be told of a level is told at least once.
    """

    class Kind(models.TextChoices):
        UNRECEIVED = "unreceived", _("A narrowing has not been received")
        UNENFORCED = "unenforced", _("A narrowing is received but not in force")
        NEEDS_HUMAN = "needs_human", _("Every call is refused")
        NEVER_ISSUED = "never_issued", _("A version was confirmed that we never issued")
        DIFFERENT = "different", _("The platform held something else than we thought")
        UNRECONCILED = "unreconciled", _("Not compared since our records were restored")

    class Level(models.IntegerChoices):
        OPERATOR = 1, _("Shown to operators")
        INSTITUTION = 2, _("Technical contact told")
        PRIVACY = 3, _("Data-protection officer told")
        SUSPENDED = 4, _("Platform suspended")

    platform = models.ForeignKey(
        Platform, on_delete=models.PROTECT, related_name="alarms"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.OPERATOR)
    told_level = models.PositiveSmallIntegerField(default=0)
    telling_until = models.DateTimeField(null=True)
    detail = models.CharField(
        max_length=60,
        blank=True,
        help_text="A code, e.g. status_410; no personal data.",
    )
    count = models.PositiveIntegerField(default=1)
    since = models.DateTimeField(
        db_default=Now(), help_text="When the trouble itself began."
    )
    raised_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now(), help_text="Its last sign.")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "kind"],
                condition=Q(ended_at=None),
                name="%(app_label)s_%(class)s_is_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.platform.name}"


class Sighting(models.Model):
    """When a part of the machinery was last seen at work, by the database's clock."""

    name = models.CharField(max_length=40, primary_key=True)
    seen_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name
