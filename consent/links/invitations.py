"""Codes that let a person connect one place: made, looked up, and spent once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from consent.audit import services as audit
from consent.codes import digest_of, make_code
from consent.errors import Refusal
from consent.links.models import Invitation, Link
from consent.organizations.models import Platform
from consent.participants import tries
from consent.participants.models import Account

# Eighty bits: nobody finds one by trying.
CODE_LENGTH: Final = 16
# The year of birth can be guessed in a hundred tries by who found the paper.
MOST_WRONG_YEARS: Final = 5


class InvitationUnknown(Refusal):
    """No code like this, or the year does not fit: the answer is the same."""

    code = "invitation_unknown"
    sentence = _("We cannot match this code and this year. Please check both.")


class InvitationUsed(Refusal):
    """The code has connected somebody already."""

    code = "invitation_used"
    sentence = _("This code was used before. Each code works once.")


class InvitationEnded(Refusal):
    """The code is too old, was taken back, or was tried with too many wrong years."""

    code = "invitation_ended"
    sentence = _("This code has ended. Ask the place for a new one.")


@dataclass(frozen=True)
class MadeInvitation:
    """A new invitation with its code, which nobody can read again."""

    invitation: Invitation
    code: str


@transaction.atomic
def make_invitation(
    *,
    platform: Platform,
    expires_at: datetime,
    birth_year: int | None = None,
    legal_effect: Link.LegalEffect = Link.LegalEffect.CONSENT,
    has_prior_consent: bool = False,
    by: Account,
) -> MadeInvitation:
    """Make a code that connects whoever enters it, with this year if one is given."""
    code = make_code(CODE_LENGTH)
    invitation = Invitation.objects.create(
        platform=platform,
        code_hash=digest_of(code),
        birth_year=birth_year,
        legal_effect=legal_effect,
        has_prior_consent=has_prior_consent,
        made_by=by,
        expires_at=expires_at,
    )
    audit.record(
        kind="invitation.made",
        body={"invitation": invitation.pk, "platform": platform.code, "by": by.pk},
    )
    return MadeInvitation(invitation, code)


def look_up(*, code: str, birth_year: int, by: Account) -> Invitation:
    """Find the invitation that may be used; wrong tries count, by account and code.

    Not inside a transaction: a refusal would take back what was counted.
    """
    tries.require_left(by=by)
    found = Invitation.objects.select_related("platform__organization")
    invitation = found.filter(code_hash=digest_of(code)).first()
    if invitation is None or invitation.birth_year not in {None, birth_year}:
        tries.count_wrong(by=by)
        if invitation is not None:
            _count_wrong_year(invitation)
        raise InvitationUnknown
    _require_usable(invitation)
    return invitation


def lock(*, invitation: Invitation) -> Invitation:
    """Hold the invitation until the caller's transaction ends, as it is now."""
    return Invitation.objects.select_for_update().get(pk=invitation.pk)


def spend(*, invitation: Invitation, link: Link, by: Account) -> None:
    """Note which link the code made, in the transaction that locked it."""
    _require_usable(invitation)
    invitation.link = link
    invitation.save(update_fields=["link"])
    audit.record(
        kind="invitation.used",
        participant_id=link.participant_id,
        body={"invitation": invitation.pk, "link": link.pk, "by": by.pk},
    )


@transaction.atomic
def end_invitation(*, invitation: Invitation, by: Account) -> bool:
    """Let a code work no more; one that was used or has ended stays as it is."""
    unused = Invitation.objects.filter(pk=invitation.pk, link=None, ended_at=None)
    has_ended = bool(unused.update(ended_at=Now()))
    if has_ended:
        audit.record(
            kind="invitation.ended", body={"invitation": invitation.pk, "by": by.pk}
        )
    return has_ended


def _count_wrong_year(invitation: Invitation) -> None:
    mine = Invitation.objects.filter(pk=invitation.pk, link=None)
    mine.update(wrong_tries=F("wrong_tries") + 1)
    mine.filter(wrong_tries__gte=MOST_WRONG_YEARS, ended_at=None).update(ended_at=Now())


def _require_usable(invitation: Invitation) -> None:
    if invitation.link_id is not None:
        raise InvitationUsed(link=invitation.link_id)
    if invitation.ended_at is not None or invitation.expires_at <= timezone.now():
        raise InvitationEnded
