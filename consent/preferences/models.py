"""The ledger of what people allow, and its compiled form."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consent.append_only import AppendOnly
from consent.participants.models import Account, Authority, Participant


class NoticeVersion(AppendOnly):
    """The exact words shown to a person when they chose, in one language."""

    code = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    text = models.TextField()
    is_material = models.BooleanField(default=True)
    since = models.DateTimeField(db_default=Now())

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["code", "language"],
                name="%(app_label)s_%(class)s_is_written_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.language})"


class Preference(AppendOnly):
    """One set of choices a participant made; the newest version is current.

    `value` is `Choices.to_json()` without the conditions a person named: these are
    health data and lie sealed in `sealed_conditions`.
    """

    class Cause(models.TextChoices):
        CHOSEN = "chosen", _("chosen")
        ASSISTED = "assisted", _("with help from staff")
        EXPIRED = "expired", _("ran out")
        VOCABULARY = "vocabulary", _("new words")

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="preferences"
    )
    version = models.PositiveIntegerField()
    number = models.UUIDField(
        db_default=RandomUUID(), unique=True, help_text="Proves it to others."
    )
    level = models.CharField(max_length=20)
    value = models.JSONField()
    sealed_conditions = models.TextField(blank=True, editable=False)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(Account, on_delete=models.PROTECT)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    notice = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT)
    cause = models.CharField(max_length=12, choices=Cause, default=Cause.CHOSEN)
    recorded_at = models.DateTimeField(db_default=Now())
    effective_at = models.DateTimeField(db_default=Now())

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "version"],
                name="%(app_label)s_%(class)s_version_is_unique",
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1),
                name="%(app_label)s_%(class)s_version_starts_at_one",
            ),
        ]

    def __str__(self) -> str:
        return f"preference {self.participant_id}/{self.version}"


class PlaceSet(AppendOnly):
    """A distinct pair of country sets (yes; yes or ask), named once and shared."""

    yes = models.BinaryField(max_length=32)
    open = models.BinaryField(max_length=32)
    digest = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"place set {self.pk}"


class CurrentPreference(models.Model):
    """The current preference of a participant as masks, written in the same transaction.

    A vocabulary version other than the running one means: use the full rule.
    """

    participant = models.OneToOneField(
        Participant,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="current_preference",
    )
    preference = models.ForeignKey(Preference, on_delete=models.PROTECT)
    version = models.PositiveIntegerField()
    vocabulary = models.PositiveIntegerField()
    yes = models.BigIntegerField()
    open = models.BigIntegerField()
    demands = models.IntegerField()
    months = models.PositiveSmallIntegerField(null=True)
    places = models.ForeignKey(PlaceSet, on_delete=models.PROTECT)
    has_conditions = models.BooleanField(default=False)
    has_organizations = models.BooleanField(default=False)
    until = models.DateTimeField(null=True)
    is_expiry_told = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"current preference of {self.participant_id}"
