"""The people the data are about, and the logins that act for them."""

from typing import Any, ClassVar

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AccountManager(BaseUserManager["Account"]):
    """Makes logins; the e-mail address is kept in lower case."""

    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "Account":
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "Account":
        return self.create_user(
            email, password, **{"is_staff": True, "is_superuser": True, **fields}
        )


class Account(AbstractBaseUser, PermissionsMixin):
    """A login. What it may do for a participant is said by its authorities."""

    email = models.EmailField(_("email"), unique=True)
    called = models.CharField(_("what we call you"), max_length=80, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    language = models.CharField(
        max_length=10, blank=True, db_default="", help_text="Of pages and mails."
    )
    time_zone = models.CharField(
        max_length=40,
        blank=True,
        db_default="",
        help_text="IANA name; empty: of their country.",
    )
    has_large_text = models.BooleanField(default=False, db_default=False)
    yearly_month = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Month (1 to 12) of the yearly check."
    )
    closes_at = models.DateTimeField(
        null=True, blank=True, help_text="The login is closed then, unless undone."
    )
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.called or f"account {self.pk}"


class Participant(models.Model):
    """A person whose data are somewhere; may have no login of their own."""

    called = models.CharField(max_length=80)
    country = models.CharField(max_length=2, help_text="ISO 3166-1 alpha-2")
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    checked_at = models.DateTimeField(
        null=True, blank=True, help_text="When they last said that choices are right."
    )

    def __str__(self) -> str:
        return f"participant {self.pk}"


class AuthorityQuerySet(models.QuerySet["Authority"]):
    """Authorities, by whether they hold now and whom they concern."""

    def current(self) -> "AuthorityQuerySet":
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=Now()), starts_at__lte=Now())

    def to_choose(self) -> "AuthorityQuerySet":
        return self.current().exclude(kind=Authority.Kind.HELPER_VIEW)

    def held(
        self, authority: "Authority", by: Account, participant: Participant
    ) -> "AuthorityQuerySet":
        return self.filter(pk=authority.pk, account=by, participant=participant)


class Authority(models.Model):
    """The dated right of one account to act for one participant."""

    class Kind(models.TextChoices):
        SELF = "self", _("me")
        GUARDIAN = "guardian", _("my child")
        HELPER_VIEW = "helper_view", _("someone I help (look)")
        HELPER_CHOOSE = "helper_choose", _("someone I help (choose)")
        STAFF_ASSISTED = "staff_assisted", _("assisted by staff")

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="authorities"
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="authorities"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    starts_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = AuthorityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "authorities"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "participant", "kind"],
                condition=Q(ends_at=None),
                name="%(app_label)s_%(class)s_is_given_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")),
                name="%(app_label)s_%(class)s_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} for {self.participant_id} ({self.kind})"

    @property
    def may_choose(self) -> bool:
        return self.kind != self.Kind.HELPER_VIEW

    @property
    def may_manage(self) -> bool:
        """Whether it may also say who else helps the person."""
        return self.kind in {self.Kind.SELF, self.Kind.GUARDIAN}
