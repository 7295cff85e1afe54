"""Sealing of the few secrets and health facts that Ambit has to keep."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


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
        message = (
            "SECRET_KEK does not open a stored secret; add the key it was sealed with."
        )
        raise ImproperlyConfigured(message) from error


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.SECRET_KEK.split(",")])
