"""Adding a helper takes a yes from both; removing one takes one press from either."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from consent.audit import services as audit
from consent.codes import digest_of, make_code
from consent.errors import NotYours
from consent.helping import queries
from consent.helping.errors import (
    AlreadyChooses,
    HelperCodeUnknown,
    InvitationOver,
    TooManyInvitations,
)
from consent.helping.models import HelperInvitation
from consent.notifications import services as letters
from consent.notifications.models import Letter
from consent.participants import tries
from consent.participants.models import Account, Authority, Participant

# Sixty bits, a week, ten tries an hour, and the person looks at who used it.
CODE_LENGTH: Final = 12
VALID_FOR: Final = timedelta(days=7)
MOST_WAITING: Final = 5
MANAGERS: Final = (Authority.Kind.SELF, Authority.Kind.GUARDIAN)


@dataclass(frozen=True)
class MadeInvitation:
    """A new invitation with its code, of which only the hash is kept."""

    invitation: HelperInvitation
    code: str


@transaction.atomic
def invite(
    *,
    participant: Participant,
    kind: Authority.Kind,
    helps_until: datetime | None,
    by: Account,
) -> MadeInvitation:
    """Make a code for a helper; nobody may do anything by it alone.

    The caller has asked who it is: adding a helper lets somebody see more.
    """
    Participant.objects.select_for_update().get(pk=participant.pk)
    _require_manager(participant, by)
    if kind not in queries.HELPER_KINDS:
        raise NotYours
    if queries.waiting_for(participant).count() >= MOST_WAITING:
        raise TooManyInvitations
    code = make_code(CODE_LENGTH)
    invitation = HelperInvitation.objects.create(
        participant=participant,
        made_by=by,
        kind=kind,
        helps_until=helps_until,
        code_hash=digest_of(code),
        expires_at=timezone.now() + VALID_FOR,
    )
    _record("helper.invited", invitation, by)
    return MadeInvitation(invitation, code)


def accept(*, code: str, by: Account) -> HelperInvitation:
    """Take a code as the helper; the person must still confirm who it was.

    Not inside a transaction: a refusal would take back what was counted.
    """
    tries.require_left(by=by)
    try:
        return _accept(code, by)
    except HelperCodeUnknown:
        tries.count_wrong(by=by)
        raise


@transaction.atomic
def confirm(*, invitation: HelperInvitation, by: Account) -> Authority:
    """Make whoever accepted a helper; a second press gives the same authority.

    An older right to help the same person ends with it. The caller has asked who it
    is. Raises InvitationOver when there is nothing left to confirm.
    """
    person = Participant.objects.select_for_update().get(pk=invitation.participant_id)
    _require_manager(person, by)
    invitation = HelperInvitation.objects.select_for_update().get(pk=invitation.pk)
    helper = invitation.accepted_by
    if helper is None or not helper.is_active:
        raise InvitationOver
    held = Authority.objects.current().filter(participant=person, account=helper)
    if invitation.confirmed_at is not None:
        return _given_before(held.filter(kind=invitation.kind).first())
    if _is_over(invitation) or held.filter(kind__in=MANAGERS).exists():
        raise InvitationOver
    held.filter(kind__in=queries.HELPER_KINDS).update(ends_at=Now())
    authority = Authority.objects.create(
        account=helper,
        participant=person,
        kind=invitation.kind,
        ends_at=invitation.helps_until,
    )
    HelperInvitation.objects.filter(pk=invitation.pk).update(confirmed_at=Now())
    _record("helper.added", invitation, by, authority=authority.pk)
    _tell(Letter.Kind.HELPER_ADDED, authority, f"helper-added-{authority.pk}")
    return authority


@transaction.atomic
def end_invitation(*, invitation: HelperInvitation, by: Account) -> None:
    """Take a code back, or step back before it counts; ending twice is once."""
    invitation = HelperInvitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_by_id != by.pk:
        _require_manager(invitation.participant, by)
    if invitation.confirmed_at is not None or invitation.ended_at is not None:
        return
    HelperInvitation.objects.filter(pk=invitation.pk).update(ended_at=Now())
    _record("helper.invitation_ended", invitation, by)


@transaction.atomic
def end_help(*, authority: Authority, by: Account) -> None:
    """Remove a helper, or step back as one, from this moment; twice is once.

    Asks for no fresh sign-in: it only takes away. A guardian is not a helper.
    """
    person = Participant.objects.select_for_update().get(pk=authority.participant_id)
    if authority.account_id != by.pk:
        _require_manager(person, by)
    if authority.kind in MANAGERS:
        raise NotYours
    mine = Authority.objects.current().filter(pk=authority.pk)
    if not mine.update(ends_at=Now()):
        return
    audit.record(
        kind="helper.removed",
        participant_id=person.pk,
        body={"authority": authority.pk, "by": by.pk},
    )
    _tell(Letter.Kind.HELPER_REMOVED, authority, f"helper-removed-{authority.pk}")


@transaction.atomic
def _accept(code: str, by: Account) -> HelperInvitation:
    found = queries.waiting().filter(code_hash=digest_of(code))
    invitation = found.select_for_update().first()
    if invitation is None or invitation.accepted_by_id not in {None, by.pk}:
        raise HelperCodeUnknown
    mine = Authority.objects.current().filter(account=by, kind__in=MANAGERS)
    if mine.filter(participant=invitation.participant_id).exists():
        raise AlreadyChooses
    if invitation.accepted_by_id is None:
        invitation.accepted_by, invitation.accepted_at = by, timezone.now()
        invitation.save(update_fields=["accepted_by", "accepted_at"])
        _record("helper.accepted", invitation, by)
    return invitation


def _given_before(authority: Authority | None) -> Authority:
    if authority is None:
        raise InvitationOver
    return authority


def _is_over(invitation: HelperInvitation) -> bool:
    now = timezone.now()
    until = invitation.helps_until
    is_late = invitation.expires_at <= now or (until is not None and until <= now)
    return invitation.ended_at is not None or is_late


def _require_manager(participant: Participant, by: Account) -> None:
    held = Authority.objects.current().filter(account=by, participant=participant)
    if not held.filter(kind__in=MANAGERS).exists():
        raise NotYours


def _record(
    kind: str, invitation: HelperInvitation, by: Account, **more: object
) -> None:
    audit.record(
        kind=kind,
        participant_id=invitation.participant_id,
        body={"invitation": invitation.pk, "by": by.pk, **more},
    )


def _tell(kind: Letter.Kind, authority: Authority, key: str) -> None:
    """Write to the helper and to whoever chooses for the person."""
    person = authority.participant
    letters.write_to_all(participant=person, kind=kind, key=key)
    letters.write(account=authority.account, kind=kind, key=key, participant=person)
