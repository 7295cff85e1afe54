"""Who acts for a person once an account is closed."""

from collections.abc import Sequence
from dataclasses import dataclass

from consent.participants.models import Account, Authority


@dataclass(frozen=True)
class Afterwards:
    """One person that an account acts for, and who else may choose for them."""

    name: str
    is_self: bool
    others: Sequence[str]


def afterwards_of(account: Account) -> list[Afterwards]:
    """Say for each person of the account who may choose for them afterwards."""
    mine = list(
        account.authorities.current().select_related("participant").order_by("pk")
    )
    people = {right.participant_id: right for right in mine if right.may_choose}
    others: dict[int, list[str]] = {}
    rest = (
        Authority.objects.to_choose()
        .filter(participant__in=people, account__is_active=True)
        .exclude(account=account)
        .select_related("account")
        .order_by("pk")
    )
    for right in rest:
        others.setdefault(right.participant_id, []).append(right.account.called)
    return [
        Afterwards(
            name=right.participant.called,
            is_self=right.kind == Authority.Kind.SELF,
            others=others.get(person, []),
        )
        for person, right in people.items()
    ]
