"""What a person asks of one place: written down and told in one transaction."""

from django.db import transaction

from consent.asks import services as asks
from consent.asks.models import Ask
from consent.errors import NotYours
from consent.links.models import Link, LinkVersion
from consent.links.services import LinkEnded
from consent.participants.models import Account, Authority, Participant
from consent.preferences import queries
from consent.preferences.announcing import announce


@transaction.atomic
def ask(*, link: Link, kind: Ask.Kind, by: Account, authority: Authority) -> Ask:
    """Ask a place for more than choices do, and tell it at once, like a narrowing.

    Choices stay as they are. Asking the same twice, while it is open, is one ask.
    Raises NotYours without a right to choose, LinkEnded when the place was taken off.
    """
    _begin(link, by, authority)
    made, is_new = asks.open_ask(link=link, kind=kind, by=by)
    if is_new:
        _tell(link, LinkVersion.Change.NARROWED)
    return made


@transaction.atomic
def take_back(*, ask: Ask, by: Account, authority: Authority) -> Ask:
    """Take an ask back and tell the place; it may have done some of it already.

    Raises AskOver when it was answered for good, and what `ask` raises.
    """
    link = ask.link
    _begin(link, by, authority)
    if not Link.objects.filter(pk=link.pk, state=Link.State.ACTIVE).exists():
        raise LinkEnded
    taken = asks.take_back(ask=ask, by=by)
    _tell(link, LinkVersion.Change.WIDENED)
    return taken


def _begin(link: Link, by: Account, authority: Authority) -> None:
    participant = Participant.objects.select_for_update().get(pk=link.participant_id)
    if not Authority.objects.to_choose().held(authority, by, participant).exists():
        raise NotYours


def _tell(link: Link, change: LinkVersion.Change) -> None:
    announce(
        participant=link.participant,
        preference=queries.current(link.participant),
        cause=LinkVersion.Cause.ASK,
        change=change,
        links=[Link.objects.select_related("platform").get(pk=link.pk)],
    )
