"""Saves changes at a steady rate, and notes when a platform on loopback has them."""

import base64
import json
import math
import secrets
import statistics
import sys
import threading
import time
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import django

django.setup()

from django.db import transaction  # noqa: E402

from consent.encryption import seal  # noqa: E402
from consent.links.models import Link, LinkVersion  # noqa: E402
from consent.links.services import issue_versions, open_link  # noqa: E402
from consent.organizations.models import (  # noqa: E402
    Organization,
    Platform,
    SigningSecret,
)
from consent.participants.models import Account, Participant  # noqa: E402
from consent.publishing import bell  # noqa: E402
from consent.publishing.services import publish  # noqa: E402

ROUNDS = 5
PER_SECOND = 50
CHANGES = 200
WARM_UP = 50
PATIENCE_SECONDS = 20
TOLD = {"sharing": "none", "duo": {}, "until": None, "obligations": []}


class Platforms(ThreadingHTTPServer):
    """Takes in messages and remembers when the bytes of each version were read."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        self.arrived: dict[int, float] = {}
        super().__init__(("127.0.0.1", port), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    """Answers as an obedient platform does; signatures are checked elsewhere."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Platforms

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        arrived = time.monotonic()
        version = json.loads(body)["data"]["version"]
        self.server.arrived[version] = arrived
        answer = json.dumps({"applied_version": version, "enforced": True}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def main(port: str) -> None:
    platforms = Platforms(int(port))
    found: dict[str, list[list[float]]] = {"inline POST": [], "bell and worker": []}
    floor, ours = make_links(""), make_links(f"http://127.0.0.1:{port}/")
    inline = HTTPConnection("127.0.0.1", int(port))
    run(platforms, ours, WARM_UP, inline=None)
    for _round in range(ROUNDS):
        found["inline POST"].append(run(platforms, floor, CHANGES, inline=inline))
        found["bell and worker"].append(run(platforms, ours, CHANGES, inline=None))
    inline.close()
    print(json.dumps(found))


def run(
    platforms: Platforms,
    links: list[Link],
    count: int,
    *,
    inline: HTTPConnection | None,
) -> list[float]:
    """Save `count` changes at the rate; return p50, p95 and p99 in milliseconds."""
    # The floor rings nobody: its POST follows the same commit.
    bell.quiet_until = math.inf if inline else 0.0
    begun: dict[int, float] = {}
    start = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, start + number / PER_SECOND - time.monotonic()))
        moment = time.monotonic()
        version = save(links[number % len(links)])
        begun[version] = moment
        if inline:
            post(inline, version)
    until = time.monotonic() + PATIENCE_SECONDS
    while not begun.keys() <= platforms.arrived.keys():
        assert time.monotonic() < until, "A change did not arrive."
        time.sleep(0.01)
    waits = sorted(
        1000 * (platforms.arrived[version] - moment)
        for version, moment in begun.items()
    )
    cuts = statistics.quantiles(waits, n=100)
    return [cuts[49], cuts[94], cuts[98]]


def save(link: Link) -> int:
    with transaction.atomic():
        versions = issue_versions(
            links=[link],
            cause=LinkVersion.Cause.PREFERENCE,
            change=LinkVersion.Change.NARROWED,
            preference_version=1,
        )
        publish(versions=versions, told={link.pk: TOLD})
    return versions[0].version


def post(inline: HTTPConnection, version: int) -> None:
    body = json.dumps({"type": "change.narrowed", "data": {"version": version}})
    inline.request("POST", "/", body)
    inline.getresponse().read()


def make_links(url: str) -> list[Link]:
    mark = secrets.token_hex(4)
    account = Account.objects.create_user(f"{mark}@example.org")
    organization = Organization.objects.create(
        code=mark, name=mark, kind="nonprofit", country="FI"
    )
    platform = Platform.objects.create(
        organization=organization,
        code=mark,
        name=mark,
        holds="samples",
        country="FI",
        endpoint_url=url,
        state=Platform.State.LIVE,
    )
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    SigningSecret.objects.create(platform=platform, sealed=seal(f"whsec_{key}"))
    people = [
        Participant.objects.create(called="Ana", country="FI")
        for _ in range(PER_SECOND)
    ]
    return [
        open_link(participant=person, platform=platform, by=account)
        for person in people
    ]


if __name__ == "__main__":
    main(*sys.argv[1:])
