"""What adding and removing helpers refuses."""

from django.utils.translation import gettext_noop as _

from consent.errors import Refusal


class HelperCodeUnknown(Refusal):
    """No code like this waits: never made, used, ended or too old, all the same."""

    code = "helper_code_unknown"
    sentence = (
        "We do not know this code, or it has ended. Check it, or ask for a new one."
    )


class AlreadyChooses(Refusal):
    """The account chooses for this person anyway: their own, or their guardian's."""

    code = "already_chooses"
    sentence = _("You choose for this person already. You need no code.")


class TooManyInvitations(Refusal):
    """Too many codes of one person wait to be used."""

    code = "too_many_invitations"
    sentence = _("Too many codes are waiting. End one of them first.")


class InvitationOver(Refusal):
    """The invitation was answered, taken back or has run out."""

    code = "helper_invitation_over"
    sentence = _("This code has ended. Make a new one.")
