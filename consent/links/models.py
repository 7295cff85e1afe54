"""A participant at a platform: all that the platform ever sees of the person."""

import secrets

from django.db import models
from django.db.models import Q
from django.db.models.functions import Collate, Now
from django.utils.translation import gettext_lazy as _

from consent.append_only import AppendOnly
from consent.organizations.models import Platform
from consent.participants.models import Account, Participant

OFFSET_RANGE_MS = 10 * 365 * 24 * 3600 * 1000


def new_subject_id() -> str:
    """Make a random name of 128 bits, tied to nothing."""
    return f"s-{secrets.token_hex(16)}"


def new_version_offset() -> int:
    """Draw the milliseconds that keep version numbers of two links from being compared."""
    return secrets.randbelow(OFFSET_RANGE_MS)


class LinkQuerySet(models.QuerySet["Link"]):
    """Links, by whether they still count."""

    def open(self) -> "LinkQuerySet":
        return self.exclude(state=Link.State.ENDED)


class Link(models.Model):
    """One participant at one platform, under a random id and its own versions.

    `version` only grows, also after a restore of the database: it follows the
    clock. Nothing in a link joins it to the same person's other links.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        ENDING = "ending", _("Ending")
        ENDED = "ended", _("Ended")

    class LegalEffect(models.TextChoices):
        CONSENT = "consent", _("Consent")
        AUTHORIZATION = "authorization", _("HIPAA authorization")
        OPT_OUT = "opt_out", _("Opt-out")
        OBJECTION = "objection", _("Objection")
        PROMISE = "promise", _("Promise")

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="links"
    )
    platform = models.ForeignKey(
        Platform, on_delete=models.PROTECT, related_name="links"
    )
    subject_id = models.CharField(max_length=40, unique=True, default=new_subject_id)
    version = models.BigIntegerField(default=0)
    version_offset = models.BigIntegerField(default=new_version_offset, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    legal_effect = models.CharField(
        max_length=20, choices=LegalEffect, default=LegalEffect.CONSENT
    )
    has_prior_consent = models.BooleanField(
        default=False, help_text="Joined under an older form, before any choice here."
    )
    shares_conditions = models.BooleanField(
        default=False,
        help_text="The person picked this place to know their conditions.",
    )
    held_since = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="The place knew a newer choice than we do: nothing flows there "
        "until the person chooses again.",
    )
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "platform"],
                condition=~Q(state="ended"),
                name="%(app_label)s_%(class)s_is_open_once",
            ),
        ]
        indexes = [
            # The order that platforms and we share, whatever a database's language.
            models.Index(
                "platform", Collate("subject_id", "C"), name="link_of_platform"
            ),
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"


class LinkVersion(AppendOnly):
    """What a link stood for from `issued_at` on; one row for each number told.

    `preference_version` (with the grants alive then) is what the number means;
    None means that the person had not chosen yet, or that the link is held.
    """

    class Cause(models.TextChoices):
        LINKED = "linked", _("linked")
        PREFERENCE = "preference", _("new choices")
        GRANT = "grant", _("an answer to a request")
        EXPIRY = "expiry", _("choices ran out")
        ENDED = "ended", _("link ended")
        RESTORE = "restore", _("restored")
        ASK = "ask", _("an ask of this place")

    class Change(models.TextChoices):
        NARROWED = "narrowed", _("narrowed")
        WIDENED = "widened", _("widened")
        WITHDRAWN = "withdrawn", _("stopped")

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="versions")
    version = models.BigIntegerField()
    preference_version = models.PositiveIntegerField(null=True)
    cause = models.CharField(max_length=12, choices=Cause)
    change = models.CharField(max_length=12, choices=Change)
    issued_at = models.DateTimeField(db_default=Now())

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["link", "version"],
                name="%(app_label)s_%(class)s_is_issued_once",
            ),
        ]

    def __str__(self) -> str:
        return f"link {self.link_id} v{self.version}"


class Invitation(models.Model):
    """A code on paper that links whoever enters it to one place, once.

    Only the code's hash is kept; the year of birth, if the place gave it, must fit.
    """

    platform = models.ForeignKey(
        Platform, on_delete=models.PROTECT, related_name="invitations"
    )
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    legal_effect = models.CharField(
        max_length=15, choices=Link.LegalEffect, default=Link.LegalEffect.CONSENT
    )
    has_prior_consent = models.BooleanField(default=False)
    made_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    link = models.OneToOneField(
        Link, on_delete=models.PROTECT, null=True, blank=True, related_name="invitation"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"
