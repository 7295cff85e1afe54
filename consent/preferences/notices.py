"""The exact words a person sees when they choose, kept by version and language."""

from typing import Final

from django.utils.translation import gettext, override

from consent.preferences.models import NoticeVersion
from consent.vocabulary.levels import ALWAYS_SENTENCE, LEVELS, NOT_CHOSEN_SENTENCE

# A new code when the meaning of any sentence changes; then people are asked anew.
NOTICE_CODE: Final = "choices-1"


def current_notice(language: str) -> NoticeVersion:
    """Return the notice shown now in `language`, written down the first time it is used."""
    notice, _created = NoticeVersion.objects.get_or_create(
        code=NOTICE_CODE, language=language, defaults={"text": _text(language)}
    )
    return notice


def _text(language: str) -> str:
    with override(language):
        levels = [f"{gettext(row.title)}: {gettext(row.sentence)}" for row in LEVELS]
        return "\n".join(
            [*levels, gettext(ALWAYS_SENTENCE), gettext(NOT_CHOSEN_SENTENCE)]
        )
