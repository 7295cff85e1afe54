"""Asking to be called, and noting that the call was made."""

import json
from typing import Final

from django.core.cache import cache
from django.db import transaction
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from consent.audit import services as audit
from consent.encryption import seal
from consent.participants.models import Account
from consent.public.models import CallRequest

SAME_WISH_SECONDS: Final = 3600


def ask_for_call(*, name: str, phone: str, when: str, language: str) -> None:
    """Keep a name and a number, sealed, until somebody has called.

    The same again within the hour is the same wish, not a second one.
    """
    contact = json.dumps({"name": name, "phone": phone, "when": when})
    said = salted_hmac("consent.public.call", contact).hexdigest()
    if cache.add(f"call-{said}", 1, SAME_WISH_SECONDS):
        CallRequest.objects.create(sealed_contact=seal(contact), language=language)


@transaction.atomic
def note_call(*, call: CallRequest, by: Account) -> bool:
    """Forget the name and the number of a call that was made; False if it was noted."""
    waiting = CallRequest.objects.filter(pk=call.pk, done_at=None)
    if not waiting.update(done_at=Now(), done_by=by, sealed_contact=""):
        return False
    audit.record(kind="call.made", body={"call": call.pk, "by": by.pk})
    return True
