"""The durations that PUBLISHING sets, which tests shorten; seconds throughout."""

from django.conf import settings


def seconds(name: str) -> float:
    """Return one of the PUBLISHING settings."""
    return float(settings.PUBLISHING[name])


def numbers(name: str) -> list[float]:
    """Return one of the PUBLISHING settings that is a list."""
    return [float(number) for number in settings.PUBLISHING[name]]
