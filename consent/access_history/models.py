"""What platforms report: who used, or was refused, a person's data."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consent.append_only import AppendOnly
from consent.links.models import Link
from consent.organizations.models import Platform


class AccessEvent(AppendOnly):
    """One use or refusal, as the platform reported it, with our verdict on it.

    The verdict compares the report with the choices in force at `occurred_at`; a
    later choice never changes it.
    """

    class Way(models.TextChoices):
        LOOKED = "looked", _("Looked at")
        USED = "used", _("Used")
        COUNTED = "counted", _("Counted")
        COPIED = "copied", _("Copied")
        REFUSED = "refused", _("Refused")

    class Verdict(models.TextChoices):
        IN_LINE = "in_line", _("In line with your choices")
        NOT_IN_LINE = "not_in_line", _("Not in line with your choices")
        NOT_YET_TOLD = "not_yet_told", _("Not in line; they had not heard yet")
        WITHOUT_CHOICE = "without_choice", _("Used without your choice")
        UNKNOWN = "unknown", _("We cannot tell")

    platform = models.ForeignKey(Platform, on_delete=models.PROTECT)
    event_id = models.CharField(max_length=80, help_text="The platform's own id.")
    link = models.ForeignKey(
        Link, on_delete=models.PROTECT, related_name="access_events"
    )
    content_digest = models.CharField(max_length=64)
    way = models.CharField(max_length=10, choices=Way)
    organization = models.CharField(max_length=50, help_text="Code of the user's.")
    on_behalf_of = ArrayField(models.CharField(max_length=50), default=list)
    via = models.CharField(max_length=50, blank=True)
    actor = models.CharField(max_length=80, blank=True, help_text="A name or a role.")
    is_computer = models.BooleanField(default=False)
    kinds = ArrayField(models.CharField(max_length=20))
    topic = models.CharField(max_length=20, blank=True)
    use = models.JSONField(help_text="The use as reported, in the words of the API.")
    basis = models.CharField(max_length=20)
    places = ArrayField(models.CharField(max_length=2), default=list)
    study = models.CharField(max_length=80, blank=True)
    purpose_text = models.CharField(max_length=300, blank=True)
    residue = models.CharField(
        max_length=300, blank=True, help_text="What cannot be undone, e.g. published."
    )
    occurred_at = models.DateTimeField()
    reported_at = models.DateTimeField(db_default=Now())
    link_version = models.BigIntegerField(
        null=True, help_text="The version in force at the platform then."
    )
    verdict = models.CharField(max_length=15, choices=Verdict)
    why = models.CharField(max_length=40, help_text="The code of the reason.")

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "event_id"],
                name="%(app_label)s_%(class)s_is_reported_once",
            ),
        ]
        indexes = [models.Index(fields=["link", "id"], name="accessevent_of_link")]

    def __str__(self) -> str:
        return f"{self.way} #{self.pk}"


class UnmatchedReport(AppendOnly):
    """A report about a subject the platform has no link to, kept for the steward."""

    platform = models.ForeignKey(Platform, on_delete=models.PROTECT)
    event_id = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=80)
    report = models.JSONField()
    reported_at = models.DateTimeField(db_default=Now())

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "event_id"],
                name="%(app_label)s_%(class)s_is_kept_once",
            ),
        ]

    def __str__(self) -> str:
        return f"unmatched report {self.pk}"
