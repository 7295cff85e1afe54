"""What a person allowed one organization for one study, beyond their choices."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from consent.organizations.models import Organization
from consent.participants.models import Account, Participant


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants, by whether they still lift anything."""

    def alive(self) -> "GrantQuerySet":
        return self.filter(ended_at=None, until__gt=Now())


class Grant(models.Model):
    """A yes to one request: it lifts "ask me" to yes inside the text, never a no.

    The scope is copied from the request and never changes; only `ended_at` is set,
    once, and what has ended stays ended.
    """

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="grants"
    )
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT)
    request_code = models.SlugField()
    text_version = models.PositiveIntegerField()
    study = models.CharField(max_length=80)
    kinds = ArrayField(models.CharField(max_length=20))
    topic = models.CharField(max_length=20)
    diseases = ArrayField(models.CharField(max_length=20), default=list)
    is_tools = models.BooleanField(default=False)
    is_commercial = models.BooleanField(default=False)
    ways = ArrayField(models.CharField(max_length=20))
    places = ArrayField(models.CharField(max_length=2))
    given_at = models.DateTimeField(db_default=Now())
    given_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "request_code", "text_version"],
                condition=Q(ended_at=None),
                name="%(app_label)s_%(class)s_is_given_once",
            ),
        ]

    def __str__(self) -> str:
        return f"grant {self.pk}"
