"""Feeds and deliveries: stored bytes on their way to platforms."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consent.append_only import AppendOnly
from consent.links.models import Link
from consent.organizations.models import Platform
from consent.participants.models import Account

# Platforms in these states are pushed to; the others keep, or will get, what is due.
CALLED_STATES = [Platform.State.TESTING, Platform.State.LIVE, Platform.State.SUSPENDED]


class Urgency(models.TextChoices):
    """Which lane a change takes; narrowing never waits for widening."""

    NARROWING = "narrowing", _("Narrowing")
    WIDENING = "widening", _("Widening")


class FeedHead(models.Model):
    """The newest sequence number of a platform's feed; locked last, at commit."""

    platform = models.OneToOneField(
        Platform, on_delete=models.PROTECT, primary_key=True, related_name="feed_head"
    )
    epoch = models.UUIDField(default=uuid.uuid4)
    seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"feed of {self.platform_id} at {self.seq}"


class FeedEntry(AppendOnly):
    """One line of a platform's feed: the exact bytes it is told, gap-free by `seq`."""

    platform = models.ForeignKey(Platform, on_delete=models.PROTECT)
    epoch = models.UUIDField()
    seq = models.BigIntegerField()
    link = models.ForeignKey(Link, on_delete=models.PROTECT)
    version = models.BigIntegerField()
    event = models.CharField(max_length=40, help_text="e.g. change.narrowed")
    body = models.TextField(help_text="Canonical JSON, one line, as served.")

    class Meta(AppendOnly.Meta):
        verbose_name_plural = "feed entries"
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "epoch", "seq"],
                name="%(app_label)s_%(class)s_has_one_place",
            ),
            models.UniqueConstraint(
                fields=["link", "version"], name="%(app_label)s_%(class)s_is_told_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform_id} #{self.seq}"


class Delivery(models.Model):
    """The way of a link's newest version to its platform; never ends in failure.

    The state is derived from the columns, so that it cannot disagree with them:
    due while `received_version < target_version`, in force once
    `enforced_version >= target_version`.
    """

    link = models.OneToOneField(
        Link, on_delete=models.PROTECT, primary_key=True, related_name="delivery"
    )
    platform = models.ForeignKey(
        Platform, on_delete=models.PROTECT, related_name="deliveries"
    )
    target_version = models.BigIntegerField()
    received_version = models.BigIntegerField(default=0)
    enforced_version = models.BigIntegerField(default=0)
    urgency = models.CharField(max_length=10, choices=Urgency)
    due_since = models.DateTimeField(
        db_default=Now(), help_text="When the oldest unreceived change was saved."
    )
    narrowing_since = models.DateTimeField(
        null=True, help_text="When the oldest narrowing not yet in force was saved."
    )
    next_attempt_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveIntegerField(default=0)
    claim_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    enforce_by = models.DateTimeField(null=True)
    first_failed_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=60, blank=True)
    closed_version = models.BigIntegerField(
        db_default=0,
        default=0,
        help_text="Two people gave this version up; a newer one is sent again.",
    )

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(
                fields=["platform", "urgency", "next_attempt_at"],
                condition=Q(received_version__lt=models.F("target_version")),
                name="delivery_due",
            ),
            models.Index(
                fields=["platform", "urgency", "enforce_by"],
                condition=Q(enforced_version__lt=models.F("target_version")),
                name="delivery_unconfirmed",
            ),
            models.Index(
                fields=["platform", "narrowing_since"],
                condition=Q(narrowing_since__isnull=False),
                name="delivery_unenforced_narrowing",
            ),
            models.Index(
                fields=["platform", "narrowing_since"],
                condition=Q(narrowing_since__isnull=False)
                & (
                    Q(received_version__gte=models.F("target_version"))
                    | Q(urgency=Urgency.WIDENING)
                ),
                name="delivery_heard_narrowing",
            ),
        ]

    def __str__(self) -> str:
        return f"delivery of link {self.pk}"


class Closure(models.Model):
    """One person's wish, with a reason, to give up sending a version; a second agrees.

    Nothing is closed before `agreed_at`, and never by the one who asked.
    """

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="closures")
    version = models.BigIntegerField()
    reason = models.CharField(
        max_length=300,
        help_text="In plain words: the person whose choice it is reads it.",
    )
    asked_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="closures_asked"
    )
    asked_at = models.DateTimeField(db_default=Now())
    agreed_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="closures_agreed"
    )
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["link", "version"], name="%(app_label)s_%(class)s_is_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None)
                | (Q(agreed_at__isnull=False) & ~Q(agreed_by=models.F("asked_by"))),
                name="%(app_label)s_%(class)s_needs_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"closure of link {self.link_id} v{self.version}"


class Confirmation(AppendOnly):
    """A platform's word that it holds, or has put in force, a version of a link."""

    class Step(models.TextChoices):
        RECEIVED = "received", _("Received")
        ENFORCED = "enforced", _("In force")

    link = models.ForeignKey(
        Link, on_delete=models.PROTECT, related_name="confirmations"
    )
    version = models.BigIntegerField()
    step = models.CharField(max_length=10, choices=Step)
    at = models.DateTimeField(db_default=Now())

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["link", "version", "step"],
                name="%(app_label)s_%(class)s_is_said_once",
            ),
        ]

    def __str__(self) -> str:
        return f"link {self.link_id} v{self.version} {self.step}"


class DeliveryAttempt(AppendOnly):
    """One try to reach a platform: what was sent when, and what came back."""

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="attempts")
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT)
    version = models.BigIntegerField()
    status = models.PositiveSmallIntegerField(null=True, help_text="HTTP status")
    error = models.CharField(max_length=60, blank=True)
    address = models.GenericIPAddressField(null=True)
    milliseconds = models.PositiveIntegerField()
    answer = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["link", "id"], name="attempt_of_link")]

    def __str__(self) -> str:
        return f"attempt {self.pk}"


class Lane(models.Model):
    """A platform's lane for one urgency: rung at most once until a drain answers.

    `drain_token` holds the one drain that may run, until `drain_until`.
    """

    platform = models.ForeignKey(
        Platform, on_delete=models.PROTECT, related_name="lanes"
    )
    urgency = models.CharField(max_length=10, choices=Urgency)
    rung_until = models.DateTimeField(null=True)
    drain_token = models.UUIDField(null=True)
    drain_until = models.DateTimeField(null=True)
    paced_until = models.DateTimeField(
        null=True, help_text="Widenings up to the allowance are paid for until then."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "urgency"], name="%(app_label)s_%(class)s_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform_id} {self.urgency}"


class PlatformHealth(models.Model):
    """How a platform has answered lately, and its breaker; never drops anything.

    The breaker is closed while `opened_at` is empty, open while `ramp` is 0, and
    half-open while `ramp` says how many messages may be on their way at once.
    """

    platform = models.OneToOneField(
        Platform, on_delete=models.PROTECT, primary_key=True, related_name="health"
    )
    consecutive_failures = models.PositiveIntegerField(default=0)
    is_slow = models.BooleanField(default=False)
    last_success_at = models.DateTimeField(null=True)
    last_failure_at = models.DateTimeField(null=True)
    last_heartbeat_at = models.DateTimeField(null=True)
    last_read_at = models.DateTimeField(null=True, help_text="Last pull of the feed.")
    failing_link = models.BigIntegerField(
        null=True, help_text="The first link of the present row of failures."
    )
    is_failing_widely = models.BooleanField(
        db_default=False, default=False, help_text="More than one link fails."
    )
    window_since = models.DateTimeField(null=True)
    window_calls = models.PositiveIntegerField(db_default=0, default=0)
    window_failures = models.PositiveIntegerField(db_default=0, default=0)
    opened_at = models.DateTimeField(null=True)
    next_probe_at = models.DateTimeField(null=True)
    probes = models.PositiveIntegerField(db_default=0, default=0)
    ramp = models.PositiveSmallIntegerField(db_default=0, default=0)
    read_seq = models.BigIntegerField(
        db_default=0, default=0, help_text="How far the feed was offered."
    )
    acked_seq = models.BigIntegerField(
        db_default=0, default=0, help_text="How far the platform says it came."
    )
    reconciling_since = models.DateTimeField(
        null=True,
        help_text="Our records were restored; the platform has not yet said what it holds.",
    )

    class Meta:
        verbose_name_plural = "platform health"

    def __str__(self) -> str:
        return f"health of {self.platform.name}"
