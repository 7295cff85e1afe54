"""A code that somebody typed before they signed in; sealed in the session."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from consent.encryption import seal, unseal

KEY: Final = "invitation"
KEPT_FOR: Final = timedelta(days=1)


@dataclass(frozen=True)
class WaitingCode:
    """What was typed; whether it is right is looked up for who is signed in."""

    code: str
    birth_year: int


def keep(session: SessionBase, *, code: str, birth_year: int) -> None:
    at = timezone.now().isoformat()
    session[KEY] = seal(json.dumps({"code": code, "year": birth_year, "at": at}))


def read(session: SessionBase) -> WaitingCode | None:
    sealed = session.get(KEY)
    if not sealed:
        return None
    kept = json.loads(unseal(sealed))
    if datetime.fromisoformat(kept["at"]) + KEPT_FOR < timezone.now():
        return None
    return WaitingCode(kept["code"], kept["year"])


def forget(session: SessionBase) -> None:
    session.pop(KEY, None)
