"""Which platform is calling: one look at the database for each request."""

import hashlib
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS
from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from consent.organizations.models import Platform
from consent.prepared import Row, fetch

CHALLENGE = 'Bearer realm="ambit"'
CHALLENGE_INVALID = 'Bearer realm="ambit", error="invalid_token"'
SCHEME = "bearer "

COLUMNS = [field.column for field in Platform._meta.concrete_fields]
COLUMN_NAMES = [field.attname for field in Platform._meta.concrete_fields]
# A token counts only while its credential does, and never stands for a person.
WHO_CALLS = f"""
SELECT token.scopes, {", ".join(f"platform.{name}" for name in COLUMNS)}
FROM allauth_idp_oidc_token token
JOIN consent_credential credential ON credential.client_id = token.client_id
JOIN consent_platform platform ON platform.id = credential.platform_id
WHERE token.type = 'at' AND token.hash = %(digest)s AND token.user_id IS NULL
  AND token.expires_at > statement_timestamp() AND credential.revoked_at IS NULL
"""  # noqa: S608


@dataclass(frozen=True)
class Caller:
    """A platform that showed a valid token; never a person."""

    platform: Platform
    scopes: frozenset[str]
    is_authenticated: bool = True
    is_active: bool = True


class InvalidToken(Exception):
    """The request shows a token that opens nothing."""


def caller_of(request: HttpRequest) -> Caller | None:
    """Return who calls, or None when no token is shown.

    Raises InvalidToken for a token that is unknown, expired or revoked, or that
    belongs to somebody who is not a platform.
    """
    digest = digest_of(request)
    if digest is None:
        return None
    row = fetch(WHO_CALLS, {"digest": digest})
    if row is None:
        raise InvalidToken
    return caller_in(row)


def digest_of(request: HttpRequest) -> str | None:
    """Return the digest by which a shown token is kept, or None without a token."""
    header = request.META.get("HTTP_AUTHORIZATION", "")
    if header[: len(SCHEME)].lower() != SCHEME:
        return None
    shown = header[len(SCHEME) :].strip()
    return hashlib.sha256(shown.encode("utf-8", "surrogateescape")).hexdigest()


def caller_in(row: Row) -> Caller:
    """Return the caller from what `WHO_CALLS` found."""
    platform = Platform.from_db(DEFAULT_DB_ALIAS, COLUMN_NAMES, row[1:])
    return Caller(platform, frozenset(row[0].split()))


class PlatformAuthentication(BaseAuthentication):
    """Bearer tokens of platforms; sets `request.platform`."""

    def authenticate(self, request: Request) -> tuple[Caller, Caller] | None:
        try:
            caller = caller_of(request._request)  # noqa: SLF001
        except InvalidToken as error:
            raise AuthenticationFailed("The token is unknown or has ended.") from error
        if caller is None:
            return None
        request.platform = caller.platform  # type: ignore[attr-defined]
        return caller, caller

    def authenticate_header(self, request: Request) -> str:
        shows_token = "HTTP_AUTHORIZATION" in request.META
        return CHALLENGE_INVALID if shows_token else CHALLENGE
