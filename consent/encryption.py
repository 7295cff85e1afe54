"""Sealing of the few secrets and health facts that Ambit has to keep."""

from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

WRONG_KEY: Final = (
    "SECRET_KEK does not open a stored secret; add the key it was sealed with."
)


def seal(plain: str) -> str:
    """Encrypt `plain` under the first, newest key of `SECRET_KEK` (comma-separated)."""
    return _keys().encrypt(plain.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """Decrypt what `seal` made, under any key of `SECRET_KEK`.

    Raises ImproperlyConfigured when no key fits: a wrong key must never look
    like an empty secret.
    """
    try:
        return _keys().decrypt(sealed.encode("ascii")).decode()
    except InvalidToken as error:
        raise ImproperlyConfigured(WRONG_KEY) from error


def seal_bytes(plain: bytes) -> bytes:
    """Encrypt a file as `seal` encrypts a word."""
    return _keys().encrypt(plain)


def unseal_bytes(sealed: bytes) -> bytes:
    """Decrypt what `seal_bytes` made; raises as `unseal` does."""
    try:
        return _keys().decrypt(sealed)
    except InvalidToken as error:
        raise ImproperlyConfigured(WRONG_KEY) from error


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.SECRET_KEK.split(",")])
