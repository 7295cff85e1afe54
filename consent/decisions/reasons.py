"""Reasons in plain words, for the person and for the asker."""

from enum import StrEnum

from consent.decisions.results import Reason


class Audience(StrEnum):
    PARTICIPANT = "participant"
    INSTITUTION = "institution"


def explain(reason: Reason, audience: Audience) -> tuple[str, dict[str, str]]:
    """Give a sentence to translate and its parameters.

    Translate the sentence, translate each parameter, then interpolate with %.
    """
    raise NotImplementedError
