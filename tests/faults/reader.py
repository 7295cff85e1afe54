"""A platform that pulls its feed over HTTP, page by page."""

import json
import threading
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import rfc8785


class HttpReader:
    """Follows `next` and keeps the canonical bytes of every line."""

    def __init__(self, url: str, token: str) -> None:
        self.url = f"{url}/api/v1/changes"
        self.token = token
        self.after = ""

    def page(self, limit: int = 50) -> dict:
        query = urlencode({"after": self.after, "limit": limit})
        asked = Request(
            f"{self.url}?{query}", headers={"Authorization": f"Bearer {self.token}"}
        )
        with urlopen(asked, timeout=30) as answer:
            return json.load(answer)

    def read_on(self, stop: threading.Event) -> list[str]:
        """Read until the feed stands still after `stop`."""
        lines = []
        while True:
            was_stopped = stop.is_set()
            page = self.page()
            lines += [rfc8785.dumps(item).decode() for item in page["items"]]
            self.after = page["next"]
            if was_stopped and not page["has_more"]:
                return lines
