"""Who may act for whom, as the templates need it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from consent.helping.models import HelperInvitation
from consent.helping.queries import HELPER_KINDS
from consent.participants.models import Authority

RELATIONS: Final = {
    Authority.Kind.SELF: _("yourself"),
    Authority.Kind.GUARDIAN: _("your child"),
    Authority.Kind.HELPER_VIEW: _("someone you help"),
    Authority.Kind.HELPER_CHOOSE: _("someone you help"),
    Authority.Kind.STAFF_ASSISTED: _("someone who asked you"),
}
RIGHTS: Final = {
    Authority.Kind.GUARDIAN: _("Chooses as a parent or guardian"),
    Authority.Kind.HELPER_VIEW: _("May look"),
    Authority.Kind.HELPER_CHOOSE: _("May look, and choose"),
    Authority.Kind.STAFF_ASSISTED: _("Staff who write down your choices"),
}


@dataclass(frozen=True)
class Person:
    """Somebody the account may act for, itself too."""

    authority_id: int
    name: str
    relation: str
    may_choose: bool
    is_self: bool
    is_helped: bool = False
    until: datetime | None = None


@dataclass(frozen=True)
class Helper:
    """Somebody who may act for the person of this page."""

    authority_id: int
    name: str
    address: str
    right: str
    until: datetime | None
    can_be_removed: bool


@dataclass(frozen=True)
class Waiting:
    """A code that waits: for a helper, or for the person's yes."""

    invitation_id: int
    name: str
    address: str
    right: str
    helps_until: datetime | None
    expires_at: datetime
    is_accepted: bool


def present_person(authority: Authority) -> Person:
    return Person(
        authority_id=authority.pk,
        name=authority.participant.called,
        relation=str(RELATIONS[Authority.Kind(authority.kind)]),
        may_choose=authority.may_choose,
        is_self=authority.kind == Authority.Kind.SELF,
        is_helped=authority.kind in HELPER_KINDS,
        until=authority.ends_at,
    )


def present_helper(authority: Authority) -> Helper:
    return Helper(
        authority_id=authority.pk,
        name=authority.account.called,
        address=authority.account.email,
        right=str(RIGHTS[Authority.Kind(authority.kind)]),
        until=authority.ends_at,
        can_be_removed=authority.kind != Authority.Kind.GUARDIAN,
    )


def present_waiting(invitation: HelperInvitation) -> Waiting:
    helper = invitation.accepted_by
    return Waiting(
        invitation_id=invitation.pk,
        name=helper.called if helper else "",
        address=helper.email if helper else "",
        right=str(RIGHTS[Authority.Kind(invitation.kind)]),
        helps_until=invitation.helps_until,
        expires_at=invitation.expires_at,
        is_accepted=helper is not None,
    )
