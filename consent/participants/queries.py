"""Reading who may act for whom."""

from consent.participants.models import Account, Authority


def authorities_of(account: Account) -> list[Authority]:
    """List what an account may do now, its own choices first."""
    found = account.authorities.current().select_related("participant").order_by("pk")
    return sorted(found, key=lambda held: held.kind != Authority.Kind.SELF)
