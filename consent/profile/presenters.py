"""What the settings and the security page show."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from consent.participants.models import Account
from consent.profile.devices import in_words


def present_security(account: Account, session_key: str) -> dict[str, Any]:
    """Say what protects the account, and where it is signed in."""
    kinds = Authenticator.Type
    found: dict[str, list[Authenticator]] = {kind: [] for kind in kinds}
    for one in Authenticator.objects.filter(user=account).order_by("pk"):
        found[one.type].append(one)
    spare = found[kinds.RECOVERY_CODES]
    return {
        "passkeys": [
            {
                "number": one.pk,
                "name": one.data["name"],
                "made_at": one.created_at,
                "used_at": one.last_used_at,
            }
            for one in found[kinds.WEBAUTHN]
        ],
        "has_code_app": bool(found[kinds.TOTP]),
        "has_second_step": bool(found[kinds.TOTP] or found[kinds.WEBAUTHN]),
        "spare_codes": _unused(spare[0]) if spare else None,
        "devices": _devices(account, session_key),
    }


def _devices(account: Account, session_key: str) -> list[dict[str, Any]]:
    """List where the account is signed in: this device first, then the newest."""
    sessions = [
        session
        for session in UserSession.objects.filter(user=account).order_by("-created_at")
        if session.session_key == session_key or session.exists()
    ]
    sessions.sort(key=lambda session: session.session_key != session_key)
    return [
        {
            "number": session.pk,
            "name": in_words(session.user_agent),
            "is_this": session.session_key == session_key,
            "since": session.created_at,
            "address": session.ip,
        }
        for session in sessions
    ]


def _unused(spare: Authenticator) -> int:
    return len(spare.wrap().get_unused_codes())  # type: ignore[no-untyped-call]
