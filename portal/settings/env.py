"""Read settings from the environment, and refuse what is missing or misspelt."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})
WHERE_TO_LOOK = "Every variable is explained in .env.example."


def required(name: str) -> str:
    """Return a variable that has no sensible default."""
    value = os.environ.get(name, "")
    if not value:
        msg = f"The environment variable {name} is not set. {WHERE_TO_LOOK}"
        raise ImproperlyConfigured(msg)
    return value


def text(name: str, default: str = "") -> str:
    """Return a variable, or its default when it is unset or empty."""
    return os.environ.get(name, "") or default


def secret(name: str) -> str:
    """Return a secret from NAME, or from the file that NAME_FILE points to."""
    path = os.environ.get(f"{name}_FILE", "")
    if not path:
        return required(name)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        msg = f"{name}_FILE cannot be read: {error}. {WHERE_TO_LOOK}"
        raise ImproperlyConfigured(msg) from error


def flag(name: str, *, default: bool) -> bool:
    """Return a yes or no; any spelling we do not know is refused."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    msg = f"{name} must be yes or no, not {value!r}. {WHERE_TO_LOOK}"
    raise ImproperlyConfigured(msg)


def number(name: str, default: float) -> float:
    """Return a number; whole defaults may be scaled to fractions by tests."""
    value = os.environ.get(name, "")
    if not value:
        return default
    try:
        return float(value)
    except ValueError as error:
        msg = f"{name} must be a number, not {value!r}. {WHERE_TO_LOOK}"
        raise ImproperlyConfigured(msg) from error


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Return a comma-separated list."""
    value = os.environ.get(name, "")
    if not value:
        return list(default)
    return [word.strip() for word in value.split(",") if word.strip()]


def numbers(name: str, default: tuple[float, ...]) -> list[float]:
    """Return a comma-separated list of numbers."""
    try:
        return [float(word) for word in words(name)] or list(default)
    except ValueError as error:
        msg = f"{name} must be numbers with commas. {WHERE_TO_LOOK}"
        raise ImproperlyConfigured(msg) from error


def database(name: str) -> dict[str, object]:
    """Turn postgresql://user:password@host:port/name?option=value into settings.

    The host may be a percent-encoded directory: then it is a Unix socket.
    """
    parts = urlsplit(required(name))
    if parts.scheme not in {"postgresql", "postgres"}:
        msg = f"{name} must begin with postgresql://. {WHERE_TO_LOOK}"
        raise ImproperlyConfigured(msg)
    host = parts.netloc.rpartition("@")[2]
    if parts.port is not None:
        host = host.rpartition(":")[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
