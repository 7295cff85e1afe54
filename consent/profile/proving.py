"""Proving by a mailed code that it is still the same person, without signing out."""

import secrets
import time

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from consent.participants.models import Account

CODE = "proving_code"
DIGITS = 6
LASTS_SECONDS = 10 * 60
MOST_TRIES = 3


def send_code(request: HttpRequest, account: Account) -> None:
    """Mail a new code; the one before no longer works."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    request.session[CODE] = {
        "sealed": _sealed(code),
        "at": time.time(),
        "left": MOST_TRIES,
    }
    get_adapter(request).send_mail(
        "account/email/login_code", account.email, {"code": code}
    )


def is_waiting(request: HttpRequest) -> bool:
    """Tell whether a code was sent that can still be typed."""
    sent = request.session.get(CODE)
    return bool(sent and sent["left"] and time.time() - sent["at"] < LASTS_SECONDS)


def try_code(request: HttpRequest, typed: str) -> int | None:
    """Return None when the code is right, else how many tries are left."""
    if not is_waiting(request):
        return 0
    sent = request.session[CODE]
    digits = "".join(filter(str.isdigit, typed))
    if constant_time_compare(_sealed(digits), sent["sealed"]):
        del request.session[CODE]
        return None
    left: int = sent["left"] - 1
    request.session[CODE] = {**sent, "left": left}
    return left


def _sealed(code: str) -> str:
    return salted_hmac("consent.profile.proving", code, algorithm="sha256").hexdigest()
