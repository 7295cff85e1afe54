"""The answer somebody picked and has not saved, kept while they check it."""

from typing import Final

from django.contrib.sessions.backends.base import SessionBase

from consent.requests.models import Asking

KEY: Final = "request_answer"


def keep(session: SessionBase, asking: Asking, answer: str) -> None:
    session[KEY] = {"asking": asking.pk, "answer": answer}


def picked(session: SessionBase, asking: Asking) -> str:
    """Return the answer that was picked for this request, if any."""
    found = session.get(KEY) or {}
    return str(found["answer"]) if found.get("asking") == asking.pk else ""


def forget(session: SessionBase) -> None:
    session.pop(KEY, None)
