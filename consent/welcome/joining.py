"""Connecting a place by a code: looked at first, then done once."""

from django.db import transaction

from consent.decisions.narrowing import is_closed
from consent.errors import NotYours
from consent.links import invitations
from consent.links.models import Invitation, Link
from consent.links.queries import open_links_of
from consent.participants.models import Authority, Participant
from consent.preferences import queries
from consent.preferences import services as preferences


@transaction.atomic
def join(*, invitation: Invitation, authority: Authority) -> Link:
    """Connect the place of the code, and tell it the choices as they are now.

    Raises InvitationUsed or InvitationEnded when the code was spent meanwhile,
    AlreadyLinked when the place is on the list, and PlatformClosed.
    """
    participant, by = authority.participant, authority.account
    Participant.objects.select_for_update().get(pk=participant.pk)
    right = Authority.objects.to_choose().held(authority, by, participant)
    if not right.exists():
        raise NotYours
    locked = invitations.lock(invitation=invitation)
    if locked.link_id is not None:
        raise invitations.InvitationUsed(link=locked.link_id)
    link = preferences.join(
        participant=participant,
        platform=locked.platform,
        legal_effect=Link.LegalEffect(locked.legal_effect),
        has_prior_consent=locked.has_prior_consent,
        by=by,
    )
    invitations.spend(invitation=locked, link=link, by=by)
    return link


def is_wider(participant: Participant) -> bool:
    """Tell whether a new place may use anything by the choices as they are now."""
    choices = queries.choices_of(queries.current(participant))
    return choices is not None and not is_closed(choices)


def is_mine(participant: Participant, link_number: object) -> bool:
    """Tell whether a link that a code made is the person's own, and goes on."""
    return any(link.pk == link_number for link in open_links_of(participant))
