"""Institutions, their platforms and what these sign in and sign with."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consent.participants.models import Account


class Organization(models.Model):
    """An institution; its kind decides which row of a person's grid applies."""

    class Kind(models.TextChoices):
        NONPROFIT = "nonprofit", _("Hospital or university")
        PUBLIC = "public", _("Public health team")
        CHARITY = "charity", _("Patient group or charity")
        COMPANY = "company", _("Health company")
        OTHER_COMPANY = "other_company", _("Other company")
        BARRED = (
            "barred",
            _("Insurer, employer, police, court, advertiser, data broker"),
        )

    code = models.SlugField(unique=True, help_text="Its name in the API; never reused.")
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=Kind)
    ror = models.URLField(
        _("ROR id"), unique=True, null=True, blank=True, help_text="https://ror.org/…"
    )
    country = models.CharField(max_length=2, help_text="ISO 3166-1 alpha-2")
    is_pledged = models.BooleanField(
        default=False, help_text="Signed the letter of intent."
    )
    is_suspended = models.BooleanField(default=False)
    privacy_contact = models.EmailField(
        blank=True,
        db_default="",
        help_text="Data-protection officer; told of a change that stays unheard.",
    )
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """An account that works for an organization, in one role."""

    class Role(models.TextChoices):
        VIEWER = "viewer", _("Viewer")
        OPERATOR = "operator", _("Operator")
        OWNER = "owner", _("Owner")

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="memberships"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "organization"],
                name="%(app_label)s_%(class)s_has_one_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} at {self.organization_id} ({self.role})"


class Platform(models.Model):
    """A system of an organization that holds data and must follow choices."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        TESTING = "testing", _("Testing")
        LIVE = "live", _("Live")
        SUSPENDED = "suspended", _("Suspended")
        ENDED = "ended", _("Ended")

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="platforms"
    )
    code = models.SlugField(unique=True, help_text="Its name in the API; never reused.")
    name = models.CharField(max_length=120)
    holds = models.CharField(
        max_length=200, help_text="What it keeps, in words for participants."
    )
    country = models.CharField(max_length=2, help_text="Where the data lie, ISO 3166-1")
    endpoint_url = models.URLField(
        blank=True, help_text="Where changes are pushed; https, no redirects."
    )
    details_apart = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        help_text="Details it can keep apart, e.g. health.mental",
    )
    bases = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        help_text="Bases other than choice it may rely on, e.g. law",
    )
    stop_days = models.PositiveSmallIntegerField(
        default=30, help_text="Days within which running uses stop."
    )
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    state_before_silence = models.CharField(
        max_length=20,
        choices=State,
        blank=True,
        db_default="",
        editable=False,
        help_text="What it returns to; set while it is suspended for its silence.",
    )
    technical_contact = models.EmailField(
        blank=True, db_default="", help_text="Told when changes do not get through."
    )
    batch_size = models.PositiveSmallIntegerField(
        db_default=1,
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Most changes in one message, up to 100; 1 means no batches.",
    )
    widenings_per_minute = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Most widenings pushed in a minute; narrowings are never held back.",
    )
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name

    @property
    def is_stopped(self) -> bool:
        """Whether nothing may be used there now, whatever it was told before."""
        return self.state in {self.State.SUSPENDED, self.State.ENDED}


class Partnership(models.Model):
    """A steward's word that `partner` is a team the platform's registry works with."""

    platform = models.ForeignKey(
        Platform, on_delete=models.PROTECT, related_name="partnerships"
    )
    partner = models.ForeignKey(Organization, on_delete=models.PROTECT)
    approved_by = models.ForeignKey(Account, on_delete=models.PROTECT)
    approved_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "partner"],
                condition=Q(ended_at=None),
                name="%(app_label)s_%(class)s_is_approved_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} for {self.platform}"


class SigningSecret(models.Model):
    """What signs webhooks, sealed; during an overlap old and new both sign.

    `v1` is shared with the platform (HMAC); of `v1a` (Ed25519) it gets the public key.
    """

    class Scheme(models.TextChoices):
        V1 = "v1", _("Shared secret")
        V1A = "v1a", _("Key pair")

    platform = models.ForeignKey(
        Platform, on_delete=models.PROTECT, related_name="signing_secrets"
    )
    scheme = models.CharField(
        max_length=3, choices=Scheme, default=Scheme.V1, db_default=Scheme.V1.value
    )
    sealed = models.TextField(editable=False)
    public_key = models.CharField(
        max_length=80, blank=True, db_default="", help_text="whpk_…; of v1a only"
    )
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"secret {self.pk} of {self.platform_id}"


class Credential(models.Model):
    """An OAuth client of exactly one platform; the secret is kept only as a hash."""

    platform = models.ForeignKey(
        Platform, on_delete=models.PROTECT, related_name="credentials"
    )
    client = models.OneToOneField(
        "allauth_idp_oidc.Client", on_delete=models.PROTECT, related_name="credential"
    )
    name = models.CharField(max_length=80)
    created_by = models.ForeignKey(Account, on_delete=models.PROTECT)
    created_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.platform_id})"
