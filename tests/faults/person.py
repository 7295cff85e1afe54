"""Somebody with a browser that only knows pages and forms, and a stopwatch."""

import re
import time
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password

from consent.participants.models import Account, Participant
from consent.participants.services import enrol

PASSWORD = "a-long-enough-phrase"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def make_person(email: str) -> Participant:
    """An account with a checked address, that chooses for itself."""
    # Real processes know the real hashers only.
    password = make_password(PASSWORD, hasher=PBKDF2PasswordHasher())
    account = Account.objects.create(email=email, called="Ana", password=password)
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    return enrol(called="Ana", country="FI", by=account).participant


class Person:
    """A session of one person; `slowest` is the longest wait for any page."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.slowest = 0.0

    def sign_in(self, email: str) -> None:
        page = self.get("/accounts/login/")
        self.post("/accounts/login/", page, login=email, password=PASSWORD)

    def choose(self, level: str) -> str:
        """Pick a level, check it, save it; return the page that follows."""
        editor = self.get("/choices/")
        check = self.post("/choices/", editor, level=level, action="check")
        return self.post("/choices/save/", check, action="save")

    def get(self, path: str) -> str:
        return self._open(Request(self.url + path))

    def post(self, path: str, page: str, **fields: str) -> str:
        body = urlencode({**dict(HIDDEN.findall(page)), **fields}).encode()
        headers = {"Referer": self.url + path}
        return self._open(Request(self.url + path, body, headers))

    def _open(self, request: Request) -> str:
        begun = time.monotonic()
        with self.opener.open(request, timeout=30) as answer:
            page = answer.read().decode()
        self.slowest = max(self.slowest, time.monotonic() - begun)
        return page
