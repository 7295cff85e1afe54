"""Choices that were made in the editor and are not saved yet; kept in the session.

Sealed, because they may name conditions, and sessions lie in the database.
"""

import json
from datetime import datetime, timedelta
from typing import Final

from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from consent.encryption import seal, unseal
from consent.preferences.saving import Draft
from consent.vocabulary.choices import Choices

KEY: Final = "draft"
KEPT_FOR: Final = timedelta(days=7)
LONGEST: Final = 20_000


def keep(session: SessionBase, draft: Draft) -> None:
    document = {
        "participant": draft.participant_id,
        "value": draft.value.to_json(),
        "replacing": draft.replacing,
        "places": sorted(draft.places),
        "token": draft.token,
        "kept_at": draft.kept_at.isoformat(),
    }
    session[KEY] = seal(json.dumps(document))


def read(session: SessionBase, *, participant_id: int) -> Draft | None:
    """Give the draft for this participant; one that is older than a week is gone."""
    sealed = session.get(KEY)
    if not sealed:
        return None
    draft = _open(sealed)
    is_old = draft.kept_at < timezone.now() - KEPT_FOR
    return None if is_old or draft.participant_id != participant_id else draft


def forget(session: SessionBase) -> None:
    session.pop(KEY, None)


def sealed_in(session: SessionBase) -> str:
    """Give the draft as a page may carry it, for when the session ends meanwhile."""
    sealed: str = session.get(KEY, "")
    return sealed


def adopt(session: SessionBase, sealed: str) -> None:
    """Take up a draft that a page carried; what we did not seal is left alone.

    It still counts only for the participant for whom it was made.
    """
    if not sealed or len(sealed) > LONGEST or not sealed.isascii():
        return
    try:
        _open(sealed)
    except (ImproperlyConfigured, ValueError, KeyError, TypeError):
        return
    session[KEY] = sealed


def _open(sealed: str) -> Draft:
    document = json.loads(unseal(sealed))
    return Draft(
        participant_id=document["participant"],
        value=Choices.from_json(document["value"]),
        replacing=document["replacing"],
        places=frozenset(document["places"]),
        token=document["token"],
        kept_at=datetime.fromisoformat(document["kept_at"]),
    )
