"""Reading who may act for whom."""

from consent.participants.models import Account, Authority, Participant


def authorities_of(account: Account) -> list[Authority]:
    """List what an account may do now, its own choices first."""
    found = account.authorities.current().select_related("participant").order_by("pk")
    return sorted(found, key=lambda held: held.kind != Authority.Kind.SELF)


def participant_of(account: Account) -> Participant | None:
    """Find the participant that an account is, if it is one."""
    own = account.authorities.current().filter(kind=Authority.Kind.SELF)
    authority = own.select_related("participant").first()
    return authority.participant if authority else None
