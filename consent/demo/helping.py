"""Who helps whom on the stage: one helper who looks, and one code that waits."""

from consent.helping import services as helping
from consent.helping.models import HelperInvitation
from consent.participants.models import Account, Authority, Participant


def find_helpers(cast: dict[str, Participant]) -> None:
    """Mei looks after Eva's page; Ben typed Omar's code and waits for his yes."""
    eva, mei, omar, ben = (
        Authority.objects.select_related("account").get(participant=cast[code]).account
        for code in ("eva", "mei", "omar", "ben")
    )
    looks = _invite(cast["eva"], Authority.Kind.HELPER_VIEW, eva, helper=mei)
    helping.confirm(invitation=looks, by=eva)
    _invite(cast["omar"], Authority.Kind.HELPER_CHOOSE, omar, helper=ben)


def _invite(
    participant: Participant, kind: Authority.Kind, by: Account, *, helper: Account
) -> HelperInvitation:
    made = helping.invite(participant=participant, kind=kind, helps_until=None, by=by)
    return helping.accept(code=made.code, by=helper)
