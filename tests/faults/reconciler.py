"""A platform that says what it holds when it is asked after a restore."""

import json
import threading
from contextlib import suppress
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.publishing.receiver import Heard, Receiver


class Reconciler:
    """Answers for a receiver; posts its whole list once a heartbeat asks for it."""

    def __init__(self, url: str, client_id: str, secret: str) -> None:
        self.url = url
        self.form = {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": secret,
        }
        self.answers: list[dict] = []

    def take(self, receiver: Receiver, heard: Heard) -> tuple[int, dict, bytes]:
        if heard.data.get("reconcile"):
            threading.Thread(target=self.post, args=[receiver], daemon=True).start()
        return receiver.accept(heard)

    def post(self, receiver: Receiver) -> None:
        """Say what is held; if nobody listens yet, the next heartbeat asks again."""
        with receiver.lock:
            items = [
                {
                    "subject_id": subject,
                    "version": version,
                    "sharing": receiver.told[subject]["sharing"],
                }
                for subject, version in receiver.held.items()
            ]
        with suppress(URLError, ConnectionError):
            said = self._ask("/api/v1/changes/digest", {"items": items})
            self.answers.append(said)

    def _ask(self, path: str, body: dict) -> dict:
        headers = {
            "Authorization": f"Bearer {self.token()}",
            "Content-Type": "application/json",
        }
        asked = Request(self.url + path, json.dumps(body).encode(), headers)
        with urlopen(asked, timeout=30) as answer:
            return json.load(answer)

    def token(self) -> str:
        asked = Request(f"{self.url}/oauth/token", urlencode(self.form).encode())
        with urlopen(asked, timeout=30) as answer:
            return json.load(answer)["access_token"]
