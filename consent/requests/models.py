"""Requests to people whose answer is "ask me", and what they answer."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consent.grants.models import Grant
from consent.organizations.models import Organization
from consent.participants.models import Account, Participant


class Request(models.Model):
    """An organization's question about one study; a changed text is a new version."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        ENDED = "ended", _("Ended")

    code = models.SlugField(unique=True)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="requests"
    )
    study = models.CharField(max_length=80, help_text="The study's id in uses.")
    title = models.CharField(max_length=120)
    summary = models.TextField(help_text="Who, what, why, in words for participants.")
    text_version = models.PositiveIntegerField(default=1)
    kinds = ArrayField(models.CharField(max_length=20))
    topic = models.CharField(max_length=20)
    diseases = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    is_tools = models.BooleanField(default=False)
    is_commercial = models.BooleanField(default=False)
    ways = ArrayField(models.CharField(max_length=20))
    places = ArrayField(models.CharField(max_length=2))
    use_until = models.DateTimeField()
    answer_by = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.title


class Asking(models.Model):
    """One person asked; silence is no, and looks like no to the asker."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes, for this study only")
        NO = "no", _("No")

    request = models.ForeignKey(
        Request, on_delete=models.PROTECT, related_name="askings"
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="askings"
    )
    asked_at = models.DateTimeField(db_default=Now())
    answer = models.CharField(max_length=5, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True
    )
    talk_asked_at = models.DateTimeField(
        null=True, blank=True, help_text="Wants to talk first; that is no answer yet."
    )
    sealed_talk_reach = models.TextField(blank=True, db_default="", editable=False)
    grant = models.OneToOneField(
        Grant, on_delete=models.PROTECT, null=True, blank=True, related_name="asking"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "participant"],
                name="%(app_label)s_%(class)s_is_made_once",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="%(app_label)s_%(class)s_answer_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"asking {self.pk}"
