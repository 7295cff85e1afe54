"""Making participants."""

from django.db import transaction

from consent.audit import services as audit
from consent.participants.models import Account, Authority, Participant


@transaction.atomic
def enrol(
    *, called: str, country: str, birth_year: int | None = None, by: Account
) -> Authority:
    """Make an account a participant that chooses for itself."""
    participant = Participant.objects.create(
        called=called, country=country, birth_year=birth_year
    )
    authority = Authority.objects.create(
        account=by, participant=participant, kind=Authority.Kind.SELF
    )
    audit.record(
        kind="participant.enrolled",
        body={"account": by.pk, "authority": authority.pk},
        participant_id=participant.pk,
    )
    return authority
