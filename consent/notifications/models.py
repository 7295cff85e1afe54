"""Letters to people: shown here, and told of by e-mail without saying what they hold."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consent.participants.models import Account, Participant


class Letter(models.Model):
    """One letter to one account; `key` keeps the same event from being told twice.

    `about` holds numbers that make its link (a version, an id), never health facts,
    names of studies or institutions, or choices.
    """

    class Kind(models.TextChoices):
        SAVED = "saved", _("Your choices were saved")
        IN_FORCE = "in_force", _("All places have confirmed your change")
        LATE = "late", _("One place has not confirmed yet")
        REQUEST = "request", _("Someone asks for your answer")
        REQUEST_ENDS = "request_ends", _("A request waits for your answer")
        USED = "used", _("Your data was used")
        DISPUTE_RECEIVED = "dispute_received", _("We got your message")
        DISPUTE_ANSWERED = "dispute_answered", _("We have an answer")
        ASK_ANSWERED = "ask_answered", _("A place has answered you")
        FILE_READY = "file_ready", _("Your file is ready")
        YEARLY = "yearly", _("Are your choices still right?")
        SIGNED_IN = "signed_in", _("New sign-in")
        EMAIL_CHANGED = "email_changed", _("Your email address was changed")
        HELPER_ADDED = "helper_added", _("A helper was added")
        HELPER_REMOVED = "helper_removed", _("A helper was removed")
        CLOSING = "closing", _("Your account will be closed")

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="letters"
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    about = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=80)
    also_to = models.EmailField(
        blank=True,
        db_default="",
        help_text="An address that is told too, e.g. the old one.",
    )
    created_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True, blank=True)
    mail_due_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the mail may go; empty: no mail, or sent.",
    )
    mailed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(db_default=0, default=0)
    last_error = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "key"],
                name="%(app_label)s_%(class)s_is_written_once",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="letter_of_account"),
            models.Index(
                fields=["mail_due_at"],
                condition=models.Q(mail_due_at__isnull=False),
                name="letter_to_mail",
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk} ({self.kind})"


class LetterChoice(models.Model):
    """How an account wants the mails of one kind; without a row the default counts."""

    class How(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        WEEKLY = "weekly", _("Once a week")
        MONTHLY = "monthly", _("Once a month")
        OFF = "off", _("No mail")

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="letter_choices"
    )
    kind = models.CharField(max_length=20, choices=Letter.Kind)
    how = models.CharField(max_length=10, choices=How)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind"],
                name="%(app_label)s_%(class)s_is_made_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.how}"


class Awaited(models.Model):
    """The newest change of a person that has not arrived everywhere, as far as told.

    Written with the change, gone when its arrival was told; `look_at` is when to look
    again, and `late_told` counts the letters that said that it is late.
    """

    participant = models.OneToOneField(
        Participant, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    version = models.PositiveIntegerField(help_text="Of their choices.")
    saved_at = models.DateTimeField(db_default=Now())
    look_at = models.DateTimeField(db_default=Now(), db_index=True)
    late_told = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name_plural = "awaited"

    def __str__(self) -> str:
        return f"change {self.participant_id}/{self.version}"
