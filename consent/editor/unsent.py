"""Answers posted after the session had ended, kept until the person signs in again.

Sealed, because they may name conditions. They count only for who holds the authority
under which the page was shown.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.contrib.sessions.backends.base import SessionBase
from django.http import QueryDict
from django.utils import timezone

from consent.encryption import seal, unseal
from consent.participants.models import Authority

KEY: Final = "unsent"
KEPT_FOR: Final = timedelta(hours=1)
# The whole form is shorter; a stranger may not fill our sessions.
LONGEST: Final = 20_000


def keep(session: SessionBase, posted: QueryDict) -> None:
    answers = posted.copy()
    answers.pop("csrfmiddlewaretoken", None)
    text = answers.urlencode()
    if len(text) <= LONGEST:
        document = {"answers": text, "kept_at": timezone.now().isoformat()}
        session[KEY] = seal(json.dumps(document))


def take(
    session: SessionBase, held: Iterable[Authority]
) -> tuple[Authority, QueryDict] | None:
    """Give the answers once, with the authority they were made under.

    Anybody else's are dropped, and so are those that have waited too long.
    """
    sealed = session.pop(KEY, None)
    if not sealed:
        return None
    document = json.loads(unseal(sealed))
    answers = QueryDict(document["answers"])
    is_old = datetime.fromisoformat(document["kept_at"]) < timezone.now() - KEPT_FOR
    under = answers.get("authority")
    found = next((one for one in held if one.may_choose and str(one.pk) == under), None)
    return None if is_old or found is None else (found, answers)
