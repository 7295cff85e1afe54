"""How a helper is added: a code shared in person, and a yes from both."""

from django.db import models
from django.db.models.functions import Now

from consent.participants.models import Account, Authority, Participant


class HelperInvitation(models.Model):
    """An offer to help one participant; only the code's hash is kept.

    The helper accepts with the code, then the person confirms who it was: only that
    makes an authority.
    """

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="helper_invitations"
    )
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Authority.Kind)
    helps_until = models.DateTimeField(null=True, blank=True)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"helper invitation {self.pk}"
